using CoinPilot.Releases;

namespace CoinPilot.Health;

/// <summary>How one service stands at one sample.</summary>
public enum ServiceStanding
{
    /// <summary>Up, and the same containers for as long as asked.</summary>
    Up,

    /// <summary>Up, but not for long enough yet.</summary>
    Settling,

    /// <summary>Not up yet, within its budget.</summary>
    Waiting,

    /// <summary>Not up, and its budget is spent.</summary>
    Down,
}

/// <summary>One service's standing and the signal that decided it, in the operator's words.</summary>
public sealed record ServiceHealth(string Service, string Gate, ServiceStanding Standing, string Signal, TimeSpan Left)
{
    public bool IsRequired => Gate == ServiceBudget.Required;

    public override string ToString() => $"{Service}: {Signal}";
}

using CoinPilot.Health;

namespace CoinPilot.Agent.Probing;

/// <summary>How a service is asked.</summary>
public interface IProber
{
    /// <summary>What came of one question; it ends at once when it is cancelled, and leaves nothing behind.</summary>
    /// <param name="probe">With its variables put in.</param>
    /// <param name="folder">Where a command runs.</param>
    Task<ProbeOutcome> AskAsync(ServiceProbe probe, string folder, CancellationToken ct);
}

/// <summary>What came of one question.</summary>
/// <param name="Trouble">Why it is no good answer; null for a good one.</param>
/// <param name="Said">The end of what a command wrote.</param>
public sealed record ProbeOutcome(string? Trouble, string Said = "")
{
    public static readonly ProbeOutcome Passed = new(Trouble: null);
}

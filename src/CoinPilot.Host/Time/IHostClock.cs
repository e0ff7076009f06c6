namespace CoinPilot.Agent.Time;

/// <summary>The clocks of the host.</summary>
public interface IHostClock
{
    /// <summary>The time of day; somebody may set it.</summary>
    DateTimeOffset Now { get; }

    /// <summary>How long the host is up; nobody sets it.</summary>
    TimeSpan Uptime { get; }

    /// <summary>The kernel's id of this boot.</summary>
    string BootId { get; }

    Task DelayAsync(TimeSpan time, CancellationToken ct);
}

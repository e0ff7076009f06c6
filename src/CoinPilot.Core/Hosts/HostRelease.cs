using System.Collections.Immutable;

namespace CoinPilot.Hosts;

/// <summary>A release that lies on the host.</summary>
/// <param name="IsConfirmed">Its gate passed once, and a new connection said so.</param>
/// <param name="Manifest">The text of its manifest.json, or null.</param>
public sealed record HostRelease(string Id, bool IsConfirmed, string? Manifest)
{
    /// <summary>When it was last confirmed; null when never.</summary>
    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>The services that ran when it was confirmed; null where nobody noted that.</summary>
    public ImmutableArray<string>? Ran { get; init; }

    /// <summary>How much room its staging took; null where nobody noted that.</summary>
    public long? TookKib { get; init; }

    public bool HasRun(string service) => Ran is { } ran && ran.Contains(service);
}

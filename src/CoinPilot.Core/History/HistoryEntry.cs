using System.Collections.Immutable;
using CoinPilot.Health;

namespace CoinPilot.History;

/// <summary>One deployment, rollback, reboot or removal, from its first step to its end.</summary>
/// <param name="At">When it began.</param>
/// <param name="Kind">deploy, rollback, reboot, boot (what its refresh brought) or remove.</param>
/// <param name="Verdict">The word that the run ended with, or: failed, nothing touched · staged · not confirmed yet · interrupted · rebooted · removed · proven what it brought · boot fallback (not up, failed).</param>
/// <param name="Replaced">What the host ran before: a release, <c>none</c> or <c>foreign</c>.</param>
/// <param name="EndedBy">Who confirmed or reverted it: a person, <c>timer</c> or <c>guard</c>.</param>
/// <param name="Seconds">Of all its steps, without what lay between staging and the switch.</param>
public sealed record HistoryEntry(DateTimeOffset At, string Kind, string Release, string Verdict)
{
    public string? Replaced { get; init; }

    public string By { get; init; } = "-";

    public string From { get; init; } = "-";

    public string? EndedBy { get; init; }

    public string? Commit { get; init; }

    public string? Reason { get; init; }

    public int? Seconds { get; init; }

    /// <summary>Of them, upload, pull and build.</summary>
    public int? StageSeconds { get; init; }

    /// <summary>Of them, <c>docker compose up</c>.</summary>
    public int? StartSeconds { get; init; }

    /// <summary>How long services were down for it; null where that was not measured.</summary>
    public ImmutableArray<ServiceDown>? Down { get; init; }
}

using System.Collections.Immutable;
using CoinPilot.Health;

namespace CoinPilot.History;

/// <summary>An entry of the history as programs get it.</summary>
public sealed record HistoryLine(
    string Kind, DateTimeOffset At, string What, string Release, string? Replaced, string Verdict, string By, string? From, string? EndedBy, string? Commit, string? Reason,
    int? Seconds, int? StageSeconds, int? StartSeconds, ImmutableArray<ServiceDown>? Down)
{
    public static HistoryLine Of(HistoryEntry entry) => new(
        "history", entry.At, entry.Kind, entry.Release, entry.Replaced, entry.Verdict, entry.By, entry.From, entry.EndedBy, entry.Commit, entry.Reason, entry.Seconds, entry.StageSeconds, entry.StartSeconds, entry.Down);
}

using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using CoinPilot.Health;
using CoinPilot.Inspection;

namespace CoinPilot.History;

/// <summary>A host's history: a table for people, a line of JSON for each entry for programs.</summary>
public static class HistoryText
{
    /// <summary>Newest last, as a terminal shows it; a reason stands below its entry.</summary>
    public static string Of(ImmutableArray<HistoryEntry> entries, TimeZoneInfo zone)
    {
        var lines = TextTable.Of(
            ["WHEN", "RELEASE", "VERDICT", "TOOK", "COMMIT", "WHO"],
            entries.Select(entry => (string[])
            [
                TimeZoneInfo.ConvertTime(entry.At, zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
                entry.Release.Length > 0 ? entry.Release : "-",
                Verdict(entry),
                entry.Seconds is { } seconds ? string.Create(CultureInfo.InvariantCulture, $"{seconds} s") : "-",
                Commit(entry.Commit),
                entry.By,
            ]),
            right: [3]).ToArray();
        return string.Join('\n', [lines[0], .. lines.Skip(1).Zip(entries, Entry)]) + "\n";
    }

    public static string JsonOf(HistoryEntry entry) =>
        PeopleJson.Line(JsonSerializer.SerializeToNode(HistoryLine.Of(entry), PeopleJson.Default.HistoryLine)!);

    // The release that it went back to stands in the line below.
    private static string Verdict(HistoryEntry entry) =>
        entry.Verdict.StartsWith("failed, rolled back to", StringComparison.Ordinal) ? entry.Kind == "rollback" ? "rollback failed, put back" : "failed, rolled back"
        : entry.Kind == "rollback" && entry.Verdict.StartsWith("rolled back to", StringComparison.Ordinal) ? "rolled back to it"
        : entry.Kind == "rollback" ? $"rollback: {entry.Verdict}"
        : entry.Verdict;

    private static string Commit(string? commit) => commit is null ? "-"
        : commit.EndsWith("-dirty", StringComparison.Ordinal) ? commit[..Math.Min(7, commit.Length)] + "+"
        : commit[..Math.Min(7, commit.Length)];

    // Nobody's name is given with what is typed on the host itself.
    private static string? Who(string? by) => by == "-" ? "hand, on the host" : by;

    private static string Entry(string row, HistoryEntry entry)
    {
        row += entry.Down is { IsEmpty: false } down ? $"\n    down  {DownText.Of(down)}" : "";
        var went = entry.Verdict.StartsWith("failed, roll", StringComparison.Ordinal) ? $"back to {entry.Replaced} by {Who(entry.EndedBy)}" : null;
        return (went, entry.Reason) switch
        {
            (null, null) => row,
            (null, { } reason) => $"{row}\n    {reason}",
            ({ } back, null) => $"{row}\n    {back}",
            var (back, reason) => $"{row}\n    {back}: {reason}",
        };
    }
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace CoinPilot.Development;

/// <summary>How many tests passed, failed and were skipped.</summary>
public sealed partial record TestCounts(int Passed, int Failed, int Skipped)
{
    /// <summary>Reads the summary that <c>dotnet test</c> closes with; null when there is none.</summary>
    public static TestCounts? Read(string output)
    {
        var counts = Line().Matches(output).GroupBy(x => x.Groups["name"].Value).ToDictionary(x => x.Key, x => int.Parse(x.Last().Groups["count"].Value, CultureInfo.InvariantCulture));
        return counts.TryGetValue("succeeded", out var passed) && counts.TryGetValue("failed", out var failed) && counts.TryGetValue("skipped", out var skipped)
            ? new(passed, failed, skipped)
            : null;
    }

    public override string ToString() => $"{Passed} passed, {Failed} failed{(Skipped == 0 ? "" : $", {Skipped} skipped")}";

    [GeneratedRegex(@"^\s+(?<name>succeeded|failed|skipped): (?<count>\d+)\s*$", RegexOptions.Multiline)]
    private static partial Regex Line();
}

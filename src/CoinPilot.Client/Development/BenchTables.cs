using System.Collections.Immutable;

namespace CoinPilot.Development;

/// <summary>The tables that a run of the benchmarks left in artifacts/bench, and the bars that it missed.</summary>
public sealed record BenchTables(ImmutableArray<string> Tables, ImmutableArray<string> Missed)
{
    private const string Mark = "- MISSED: ";

    public static BenchTables Read(string folder)
    {
        string[] texts = Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*.md").Order(StringComparer.Ordinal).Select(File.ReadAllText)]
            : [];
        return new(
            [.. texts],
            [.. texts.SelectMany(x => x.Split('\n')).Where(x => x.StartsWith(Mark, StringComparison.Ordinal)).Select(x => x[Mark.Length..])]);
    }
}

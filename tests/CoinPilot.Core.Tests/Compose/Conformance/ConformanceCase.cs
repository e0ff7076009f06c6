using System.Reflection;

namespace CoinPilot.Compose.Conformance;

/// <summary>A file and what Compose 2.40 says of it, with the rule by which it is refused here.</summary>
/// <remarks>cases.tsv holds one a line; ⏎ stands for a line end, and further files follow below `=== path`.</remarks>
internal sealed record ConformanceCase(bool IsAccepted, string Rule, string Text)
{
    public static IReadOnlyList<ConformanceCase> All { get; } = Read();

    private static List<ConformanceCase> Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("cases.tsv")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t'))
            .Select(c => new ConformanceCase(c[0] == "accept", c[1], c[2].Replace('⏎', '\n')))];
    }
}

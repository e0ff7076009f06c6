using System.Reflection;
using System.Text.RegularExpressions;

namespace CoinPilot.Compose.Conformance;

/// <summary>Files of which older plugins say something else; the newer one is right.</summary>
/// <remarks>differences.tsv: the verdict here, the version from which Compose agrees, what such files have in common, why.</remarks>
internal sealed record VersionDifference(bool IsAccepted, Version Since, Regex Files, string Reason)
{
    public static IReadOnlyList<VersionDifference> All { get; } = Read();

    public bool Explains(ConformanceCase conformance, Version oracle) =>
        oracle < Since && conformance.IsAccepted == IsAccepted && Files.IsMatch(conformance.Text);

    private static List<VersionDifference> Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("differences.tsv")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t'))
            .Select(c => new VersionDifference(c[0] == "accept", Version.Parse(c[1]), new(c[2]), c[3]))];
    }
}

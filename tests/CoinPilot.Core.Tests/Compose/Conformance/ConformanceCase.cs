using System.Reflection;
using System.Text.Json.Nodes;

namespace CoinPilot.Compose.Conformance;

/// <summary>A file and what Compose 2.40 says of it: refused, with the rule by which it is refused here, or the model that it makes of it.</summary>
/// <remarks>cases.tsv holds one a line; ⏎ stands for a line end, and further files follow below `=== path`.</remarks>
internal sealed record ConformanceCase(bool IsAccepted, string Rule, string Text, string Model)
{
    public static IReadOnlyList<ConformanceCase> All { get; } = Read();

    /// <summary>What `docker compose config --format json` printed, reduced to what is compared.</summary>
    public JsonObject? Config => Model.Length > 0 ? (JsonObject)JsonNode.Parse(Model)! : null;

    public string Line => $"{(IsAccepted ? "accept" : "refuse")}\t{Rule}\t{Text.Replace('\n', '⏎')}{(Model.Length > 0 ? "\t" + Model : "")}\n";

    private static List<ConformanceCase> Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("cases.tsv")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t'))
            .Select(c => new ConformanceCase(c[0] == "accept", c[1], c[2].Replace('⏎', '\n'), c.ElementAtOrDefault(3) ?? ""))];
    }
}

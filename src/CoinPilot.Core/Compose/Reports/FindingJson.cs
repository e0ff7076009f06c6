using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CoinPilot.Compose.Reports;

/// <summary>Findings for programs: JSON, and SARIF 2.1.0.</summary>
public static class FindingJson
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string Of(ImmutableArray<Diagnostic> findings) =>
        new JsonArray([.. findings.Select(f => (JsonNode)Finding(f))]).ToJsonString(Indented);

    private static JsonObject Finding(Diagnostic finding)
    {
        var json = new JsonObject
        {
            ["rule"] = finding.Rule,
            ["severity"] = finding.Severity.ToString().ToLowerInvariant(),
            ["message"] = finding.Message,
        };
        if (finding.At is { } at)
        {
            json["file"] = at.File;
            json["line"] = at.Line;
            json["column"] = at.Column;
        }
        if (finding.Fix is not null)
        {
            json["fix"] = finding.Fix;
        }
        return json;
    }

    /// <param name="findings">What to show.</param>
    /// <param name="root">Paths in the report are relative to it, as code scanning wants them.</param>
    public static string Sarif(ImmutableArray<Diagnostic> findings, string root)
    {
        var summaries = ComposeRules.OfCompose.Concat(ComposeRules.OfLints).ToDictionary(r => r.Id, r => r.Summary, StringComparer.Ordinal);
        string[] ids = [.. findings.Select(f => f.Rule).Distinct().Order(StringComparer.Ordinal)];
        var rules = ids.Select(id => (JsonNode)new JsonObject { ["id"] = id, ["shortDescription"] = Text(summaries.GetValueOrDefault(id, id)) });
        return new JsonObject
        {
            ["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json",
            ["version"] = "2.1.0",
            ["runs"] = new JsonArray(new JsonObject
            {
                ["tool"] = new JsonObject { ["driver"] = new JsonObject { ["name"] = "CoinPilot", ["rules"] = new JsonArray([.. rules]) } },
                ["results"] = new JsonArray([.. findings.Select(f => (JsonNode)Result(f, ids, root))]),
            }),
        }.ToJsonString(Indented);
    }

    private static JsonObject Text(string text) => new() { ["text"] = text };

    private static JsonObject Result(Diagnostic finding, string[] ids, string root)
    {
        var result = new JsonObject
        {
            ["ruleId"] = finding.Rule,
            ["ruleIndex"] = Array.IndexOf(ids, finding.Rule),
            ["level"] = finding.Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "note" },
            ["message"] = Text(finding.Fix is null ? finding.Message : $"{finding.Message} ({finding.Fix})"),
        };
        if (finding.At is { } at)
        {
            var place = new JsonObject { ["artifactLocation"] = new JsonObject { ["uri"] = Address(at.File, root) } };
            if (at.Line > 0)
            {
                place["region"] = new JsonObject { ["startLine"] = at.Line, ["startColumn"] = Math.Max(1, at.Column) };
            }
            result["locations"] = new JsonArray(new JsonObject { ["physicalLocation"] = place });
        }
        return result;
    }

    private static string Address(string file, string root)
    {
        var path = Relative(file, root);
        var escaped = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        return path.StartsWith('/') ? "file://" + escaped : escaped;
    }

    internal static string Relative(string file, string root) =>
        file.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal) ? file[(root.TrimEnd('/').Length + 1)..] : file;
}

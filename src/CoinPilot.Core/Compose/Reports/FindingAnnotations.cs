using System.Collections.Immutable;
using CoinPilot.Inspection;

namespace CoinPilot.Compose.Reports;

/// <summary>Findings as GitHub workflow commands; of each kind a step shows ten.</summary>
public static class FindingAnnotations
{
    private const int ShownOfAKind = 10;

    public static string Of(ImmutableArray<Diagnostic> findings, string root) => string.Concat(findings
        .GroupBy(f => f.Severity).OrderByDescending(g => g.Key)
        .SelectMany(g => g.Take(ShownOfAKind))
        .Select(f => Line(f, root) + "\n"));

    private static string Line(Diagnostic finding, string root)
    {
        var kind = finding.Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "notice" };
        var place = finding.At is not { } at ? ""
            : $"file={Property(FindingJson.Relative(at.File, root))}{(at.Line > 0 ? $",line={at.Line},col={at.Column}" : "")},";
        return $"::{kind} {place}title={Property(finding.Rule)}::{Data(finding.Fix is null ? finding.Message : $"{finding.Message} ({finding.Fix})")}";
    }

    private static string Data(string text) =>
        TerminalText.Harmless(text).Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) =>
        Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}

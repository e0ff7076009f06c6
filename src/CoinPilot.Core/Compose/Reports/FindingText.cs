using System.Collections.Immutable;
using System.Text;

namespace CoinPilot.Compose.Reports;

/// <summary>Findings for a person: place, message, the line with a caret, and what to do.</summary>
public static class FindingText
{
    private const int LongestLine = 160;

    /// <param name="findings">What to show.</param>
    /// <param name="read">Gives a file's text, or null where there is none.</param>
    /// <param name="secretFiles">Files whose lines are never shown, such as env files.</param>
    public static string Of(ImmutableArray<Diagnostic> findings, Func<string, string?> read, IReadOnlySet<string>? secretFiles = null)
    {
        var texts = new Dictionary<string, string[]?>(StringComparer.Ordinal);
        var output = new StringBuilder();
        foreach (var finding in findings)
        {
            output.Append(finding.At is null ? "" : finding.At + ": ")
                .Append(finding.Severity.ToString().ToLowerInvariant()).Append(": ").Append(finding.Message)
                .Append(" [").Append(finding.Rule).Append("]\n");
            if (finding.At is { Line: > 0 } at && secretFiles?.Contains(at.File) != true)
            {
                if (!texts.TryGetValue(at.File, out var lines))
                {
                    texts[at.File] = lines = read(at.File)?.Split('\n');
                }
                Excerpt(at, lines, output);
            }
            if (finding.Fix is not null)
            {
                output.Append("    → ").Append(finding.Fix).Append('\n');
            }
        }
        return output.ToString();
    }

    private static void Excerpt(SourceLocation at, string[]? lines, StringBuilder output)
    {
        if (lines is null || at.Line > lines.Length)
        {
            return;
        }
        var line = lines[at.Line - 1].TrimEnd('\r');
        var start = at.Column > LongestLine ? at.Column - LongestLine / 2 : 0;
        start = Math.Clamp(start, 0, line.Length);
        var shown = line.AsSpan(start, Math.Min(LongestLine, line.Length - start)).ToString().Replace('\t', ' ');
        output.Append("    ").Append(shown).Append("\n    ")
            .Append(' ', Math.Clamp(at.Column - 1 - start, 0, shown.Length)).Append("^\n");
    }
}

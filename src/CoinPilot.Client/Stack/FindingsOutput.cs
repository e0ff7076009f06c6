using System.Collections.Immutable;
using CoinPilot.Compose.Reports;
using CoinPilot.Inspection;
using CoinPilot.Options;
using CoinPilot.Reporting;
using CoinPilot.Runs;

namespace CoinPilot.Stack;

/// <summary>The findings of a validation, in the form and at the place that were asked for; annotations where GitHub shows them.</summary>
public static class FindingsOutput
{
    /// <param name="findings">What was found.</param>
    /// <param name="options">Which form, and which file; without a file they are printed.</param>
    /// <param name="reporter">The screen.</param>
    /// <param name="textOf">The text of a file.</param>
    /// <param name="annotate">Whether this is a run of a GitHub workflow.</param>
    public static void Write(ImmutableArray<Diagnostic> findings, DeploymentOptions options, IReporter reporter, Func<string, string?> textOf, bool annotate)
    {
        var root = options.Root.Replace('\\', '/');
        if (options.FindingsFile is { } file)
        {
            File.WriteAllText(file, TerminalText.Harmless(Render(findings, options.FindingsFormat, root, textOf)));
            reporter.Line("validate", LineStatus.Info, $"{findings.Length} {(findings.Length == 1 ? "finding" : "findings")} as {options.FindingsFormat.ToString().ToLowerInvariant()} in {file}");
        }
        else if (options.FindingsFormat is FindingsFormat.Json or FindingsFormat.Sarif)
        {
            reporter.Raw(Render(findings, options.FindingsFormat, root, textOf));
        }

        if ((annotate || options is { FindingsFormat: FindingsFormat.GitHub, FindingsFile: null }) && !findings.IsEmpty)
        {
            reporter.Raw(FindingAnnotations.Of(findings, root).TrimEnd('\n'));
        }
    }

    private static string Render(ImmutableArray<Diagnostic> findings, FindingsFormat format, string root, Func<string, string?> textOf) => format switch
    {
        FindingsFormat.Json => FindingJson.Of(findings) + "\n",
        FindingsFormat.Sarif => FindingJson.Sarif(findings, root) + "\n",
        FindingsFormat.GitHub => FindingAnnotations.Of(findings, root),
        _ => FindingLines.Of(findings, textOf) + "\n",
    };
}

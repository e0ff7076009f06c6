using CoinPilot.Reporting;

namespace CoinPilot.Runs;

/// <summary>What was found wrong, as lines of a run.</summary>
public static class ReporterFindings
{
    public static void Findings(this IReporter reporter, string phase, IEnumerable<Diagnostic> findings)
    {
        foreach (var finding in findings)
        {
            reporter.Line(phase, finding.Severity == Severity.Error ? LineStatus.Fail : LineStatus.Warn, $"{finding.Message}{(finding.Fix is null ? "" : $"\n→ {finding.Fix}")}");
        }
    }

    /// <summary>Warnings are said and go on; errors are refused together. Throws <see cref="InvalidInputException"/>.</summary>
    public static void Judge(this IReporter reporter, string phase, IEnumerable<Diagnostic> findings)
    {
        var all = findings.ToArray();
        reporter.Findings(phase, all.Where(finding => finding.Severity != Severity.Error));
        InvalidInputException.ThrowIfAny(all.Where(finding => finding.Severity == Severity.Error));
    }
}

using CoinPilot.Compose;
using CoinPilot.Compose.Pulls;
using CoinPilot.Reporting;

namespace CoinPilot.Execution;

/// <summary>What validation found, as lines.</summary>
public static class StackReport
{
    /// <param name="withImages">Also what a guarded boot does with each image.</param>
    public static void Show(ValidatedProject stack, IReporter reporter, bool withImages)
    {
        foreach (var finding in stack.Findings)
        {
            reporter.Line("validate", finding.Severity switch
            {
                Severity.Error => LineStatus.Fail,
                Severity.Warning => LineStatus.Warn,
                _ => LineStatus.Info,
            }, finding.ToString());
        }

        var project = stack.Project;
        var built = project.Services.Count(service => service.Build is not null);
        reporter.Line("validate", LineStatus.Ok, $"{string.Join(", ", project.ComposeFiles.Select(Path.GetFileName))}: {project.Services.Length} {(project.Services.Length == 1 ? "service" : "services")}, {built} built on the host");
        if (withImages)
        {
            reporter.Block("validate", Images(stack.Project));
        }
    }

    private static string Images(ComposeProject project)
    {
        string[][] rows =
        [
            ["service", "its image", "at boot", "at boot, offline"],
            .. PullGuard.Of(project).Select(entry => (string[])[entry.Service, entry.Source.ToString(), entry.AtBoot, entry.AtBootOffline]),
        ];
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        return string.Join('\n', rows.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()));
    }
}

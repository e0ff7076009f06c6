using CoinPilot.Compose;
using CoinPilot.Compose.Pulls;
using CoinPilot.Compose.Reports;
using CoinPilot.Inspection;
using CoinPilot.Options;
using CoinPilot.Reporting;
using CoinPilot.Runs;

namespace CoinPilot.Stack;

/// <summary>What validation found, as lines.</summary>
public static class StackReport
{
    /// <param name="textOf">The text of a file of the stack, to show the line that a finding is about.</param>
    /// <param name="withImages">Also what a guarded boot does with each image.</param>
    public static void Show(ValidatedProject stack, IReporter reporter, Func<string, string?> textOf, bool withImages)
    {
        foreach (var finding in stack.Findings)
        {
            reporter.Line("validate", finding.Severity switch
            {
                Severity.Error => LineStatus.Fail,
                Severity.Warning => LineStatus.Warn,
                _ => LineStatus.Info,
            }, FindingLines.Of([finding], textOf));
        }

        var project = stack.Project;
        var built = project.Services.Count(service => service.Build is not null);
        reporter.Line("validate", LineStatus.Ok, $"{string.Join(", ", project.ComposeFiles.Select(Path.GetFileName))}: {project.Services.Length} {(project.Services.Length == 1 ? "service" : "services")}, {built} built on the host");
        if (withImages)
        {
            ShowImages(stack.Project, reporter);
        }
    }

    /// <summary>Where each service's image comes from, and what a guarded boot does with it.</summary>
    public static void ShowImages(ComposeProject? project, IReporter reporter)
    {
        if (project is { Services.IsEmpty: false })
        {
            reporter.Block("validate", Images(project));
        }
    }

    private static string Images(ComposeProject project) => string.Join('\n', TextTable.Of(
        ["service", "its image", "at boot", "at boot, offline"],
        PullGuard.Of(project).Select(entry => (string[])[entry.Service, entry.Source.ToString(), entry.AtBoot, entry.AtBootOffline])));
}

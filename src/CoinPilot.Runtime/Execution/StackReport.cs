using CoinPilot.Reporting;

namespace CoinPilot.Execution;

/// <summary>What validation found, as lines.</summary>
public static class StackReport
{
    public static void Show(ValidatedProject stack, IReporter reporter)
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
    }
}

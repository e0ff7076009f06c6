using CoinPilot.Health;

namespace CoinPilot.Compose.Lints;

/// <summary>Lints of healthchecks and of the time that they are given.</summary>
internal static class HealthLints
{
    private static readonly ComposeRule TooShort = new("budget-too-short", Severity.Warning, "The gate waits at least as long as the healthchecks may take.");

    public static readonly ComposeLint[] All =
    [
        new("awaited-without-healthcheck", Severity.Warning, "What others await as healthy has a healthcheck.", NoHealthcheck),
        new("healthcheck-timing", Severity.Warning, "A start interval fits into its start period.", Timing),
    ];

    /// <summary>Speaks only when the operator has set a bound.</summary>
    public static ComposeLint Budget(TimeSpan? gateTimeout) => new(TooShort, p => gateTimeout is { } bound ? Short(p, bound) : []);

    private static IEnumerable<LintFinding> NoHealthcheck(ComposeProject project) =>
        from service in project.Services
        from dependency in service.DependsOn
        where dependency.Condition == "service_healthy"
        let awaited = project.Find(dependency.Service)
        where awaited is { Healthcheck: null or { Disabled: true } }
        select new LintFinding(dependency.Location,
            $"service '{service.Name}' waits for '{awaited.Name}' to be healthy, which has no healthcheck here", $"add `healthcheck:` to '{awaited.Name}'", service);

    private static IEnumerable<LintFinding> Timing(ComposeProject project) =>
        from service in project.Services
        where service.Healthcheck is { Disabled: false, StartInterval: { } start } health && start > (health.StartPeriod ?? TimeSpan.Zero)
        select new LintFinding(service.Healthcheck!.Location,
            $"'{service.Name}' has a start_interval that never comes about: it counts within the start_period, which is {service.Healthcheck.StartPeriod?.TotalSeconds ?? 0:0.#} s",
            "make start_period longer than start_interval", service);

    private static IEnumerable<LintFinding> Short(ComposeProject project, TimeSpan bound) =>
        from budget in StackBudgets.Of(project).Services
        let service = project.Find(budget.Service)
        where service is { Gate: GateMode.Required } && budget.Budget > bound
        select new LintFinding(service.Healthcheck?.Location ?? service.Location,
            $"'{service.Name}' may need {budget.Budget.TotalSeconds:0} s to become healthy, but the gate gives up after {bound.TotalSeconds:0} s",
            "raise --gate-timeout, leave it out, or shorten start_period, interval, timeout or retries", service);
}

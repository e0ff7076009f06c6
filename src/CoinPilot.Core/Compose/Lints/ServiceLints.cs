namespace CoinPilot.Compose.Lints;

/// <summary>Lints of how services start, stop and depend on each other.</summary>
internal static class ServiceLints
{
    private const string Completed = "service_completed_successfully";

    public static readonly ComposeLint[] All =
    [
        new("no-restart-policy", Severity.Warning, "A service that keeps running has a restart policy.", NoRestart),
        new("restart-always", Severity.Warning, "No service has `restart: always`.", RestartAlways),
        new("awaited-without-healthcheck", Severity.Warning, "What others await as healthy has a healthcheck.", NoHealthcheck),
    ];

    private static IEnumerable<LintFinding> NoRestart(ComposeProject project)
    {
        var oneShots = project.Services.SelectMany(s => s.DependsOn).Where(d => d.Condition == Completed).Select(d => d.Service).ToHashSet(StringComparer.Ordinal);
        return from service in project.Services
               where service.Restart is null or "no" && !oneShots.Contains(service.Name)
               select new LintFinding(service.Location, $"service '{service.Name}' stays down when it fails", "add `restart: unless-stopped`", service);
    }

    private static IEnumerable<LintFinding> RestartAlways(ComposeProject project) =>
        from service in project.Services
        where service.Restart == "always"
        select new LintFinding(service.Location,
            $"service '{service.Name}' comes back with the Docker daemon, before the unit starts and even when it was stopped", "write `restart: unless-stopped`", service);

    private static IEnumerable<LintFinding> NoHealthcheck(ComposeProject project) =>
        from service in project.Services
        from dependency in service.DependsOn
        where dependency.Condition == "service_healthy"
        let awaited = project.Find(dependency.Service)
        where awaited is { Healthcheck: null or { Disabled: true } }
        select new LintFinding(dependency.Location,
            $"service '{service.Name}' waits for '{awaited.Name}' to be healthy, which has no healthcheck here", $"add `healthcheck:` to '{awaited.Name}'", service);
}

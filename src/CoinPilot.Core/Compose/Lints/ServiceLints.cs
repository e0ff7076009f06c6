namespace CoinPilot.Compose.Lints;

/// <summary>Lints of how services start, stop and depend on each other.</summary>
internal static class ServiceLints
{
    private const string Completed = "service_completed_successfully";

    private static readonly string[] Personal = ["/home/", "/Users/", "/root/", "/mnt/c/", "C:", "/tmp/"];

    public static readonly ComposeLint[] All =
    [
        new("no-restart-policy", Severity.Warning, "A service that keeps running has a restart policy.", NoRestart),
        new("restart-always", Severity.Warning, "No service has `restart: always`.", RestartAlways),
        new("one-shot-at-boot", Severity.Note, "A job that others wait for may run again at every boot.", OneShot),
        new("no-log-limit", Severity.Warning, "Every log has a limit.", NoLogLimit),
        new("inline-secret", Severity.Warning, "No secret stands in the Compose file.", InlineSecret),
        new("host-path", Severity.Warning, "No mount names a folder of one person's or one machine's.", HostPath),
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

    private static IEnumerable<LintFinding> OneShot(ComposeProject project) =>
        from service in project.Services
        from dependency in service.DependsOn
        where dependency.Condition == Completed
        let job = project.Find(dependency.Service)
        where job is not null
        select new LintFinding(dependency.Location, $"'{job.Name}' runs again at every boot, before '{service.Name}'",
            "see that it does no harm twice", service);

    private static IEnumerable<LintFinding> NoLogLimit(ComposeProject project) =>
        from service in project.Services
        where service.Logging is null or { Driver: null or "json-file" } && service.Logging?.Options.ContainsKey("max-size") != true
        select new LintFinding(service.Location, $"the log of '{service.Name}' grows until the disk is full",
            "add `logging: {driver: json-file, options: {max-size: 10m, max-file: \"3\"}}`", service);

    private static IEnumerable<LintFinding> InlineSecret(ComposeProject project) =>
        from service in project.Services
        from literal in service.Literals
        where EnvLints.IsSecret(literal.Key) && !literal.Key.EndsWith("_FILE", StringComparison.OrdinalIgnoreCase)
            && service.Environment.GetValueOrDefault(literal.Key) is { Length: > 3 } value && value is not ("true" or "false")
            && !value.StartsWith('/') && !value.All(char.IsAsciiDigit)
        select new LintFinding(literal.Value, $"the value of {literal.Key} stands in the Compose file", $"write ${{{literal.Key}:?}}, and the value into the env file", service);

    private static IEnumerable<LintFinding> HostPath(ComposeProject project) =>
        from service in project.Services
        from mount in service.Volumes
        where mount.Type == "bind" && mount.Source is not null
            && (mount.Source.AsWritten.StartsWith('~') || Array.Exists(Personal, p => mount.Source.AsWritten.StartsWith(p, StringComparison.Ordinal)))
        select new LintFinding(mount.Location, $"service '{service.Name}' mounts {mount.Source!.AsWritten}, which the host may not have",
            "write a path relative to the Compose file, or a folder below /srv or /var/lib", service);

    private static IEnumerable<LintFinding> NoHealthcheck(ComposeProject project) =>
        from service in project.Services
        from dependency in service.DependsOn
        where dependency.Condition == "service_healthy"
        let awaited = project.Find(dependency.Service)
        where awaited is { Healthcheck: null or { Disabled: true } }
        select new LintFinding(dependency.Location,
            $"service '{service.Name}' waits for '{awaited.Name}' to be healthy, which has no healthcheck here", $"add `healthcheck:` to '{awaited.Name}'", service);
}

using System.Collections.Immutable;

namespace CoinPilot.Compose.Lints;

/// <summary>Lints of how services start, stop and depend on each other.</summary>
internal static class ServiceLints
{
    private const string Completed = "service_completed_successfully";
    private const string Lost = Checks.LostExtensions.Key;

    private static readonly string[] Personal = ["/home/", "/Users/", "/root/", "/mnt/c/", "C:", "/tmp/"];

    public static readonly ComposeLint[] All =
    [
        new("no-restart-policy", Severity.Warning, "A service that keeps running has a restart policy.", NoRestart),
        new("restart-always", Severity.Warning, "No service has `restart: always`.", RestartAlways),
        new("one-shot-at-boot", Severity.Note, "A job that others wait for runs again at every boot.", OneShot),
        new("no-log-limit", Severity.Warning, "Every log has a limit.", NoLogLimit),
        new("inline-secret", Severity.Warning, "No secret stands in the Compose file.", InlineSecret),
        new("host-path", Severity.Warning, "No mount names a folder of one person's or one machine's.", HostPath),
        new("host-env-file", Severity.Warning, "Every env file of a service comes with the release.", HostEnvFile),
        new("architecture", Severity.Warning, "No service is bound to one architecture.", Architecture),
        new("extension-as-value", Severity.Warning, "No variable or label in a mapping begins with `x-`.", LostVariables),
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
        where job is { OncePerRelease: false }
        select new LintFinding(dependency.Location, $"'{job.Name}' runs once at every boot and at every deployment, before '{service.Name}'; after a try that failed, once more",
            "see that it does no harm twice, or write `x-coinpilot: { one-shot: once-per-release }` at it", service);

    private static IEnumerable<LintFinding> NoLogLimit(ComposeProject project) =>
        from service in project.Services
        where service.Logging is null or { Driver: null or "json-file" } && service.Logging?.Options.ContainsKey("max-size") != true
        select new LintFinding(service.Location, $"the log of '{service.Name}' grows until the disk is full",
            "add `logging: {driver: json-file, options: {max-size: 10m, max-file: \"3\"}}`", service);

    private static IEnumerable<LintFinding> InlineSecret(ComposeProject project) =>
        from service in project.Services
        from literal in service.Literals.Concat(service.Build?.Literals ?? ImmutableDictionary<string, SourceLocation>.Empty)
        where EnvLints.IsSecret(literal.Key) && !literal.Key.EndsWith("_FILE", StringComparison.OrdinalIgnoreCase)
            && (service.Literals.ContainsKey(literal.Key) ? service.Environment : service.Build!.Args).GetValueOrDefault(literal.Key) is { Length: > 3 } value
            && value is not ("true" or "false") && !value.StartsWith('/') && !value.All(char.IsAsciiDigit)
        select new LintFinding(literal.Value, $"the value of {literal.Key} stands in the Compose file", $"write ${{{literal.Key}:?}}, and the value into the env file", service);

    private static IEnumerable<LintFinding> HostPath(ComposeProject project) =>
        from service in project.Services
        from mount in service.Volumes
        where mount.Type == "bind" && mount.Source is not null
            && (mount.Source.AsWritten.StartsWith('~') || Array.Exists(Personal, p => mount.Source.AsWritten.StartsWith(p, StringComparison.Ordinal)))
        select new LintFinding(mount.Location, $"service '{service.Name}' mounts {mount.Source!.AsWritten}, which the host may not have",
            "write a path relative to the Compose file, or a folder below /srv or /var/lib", service);

    private static IEnumerable<LintFinding> HostEnvFile(ComposeProject project) =>
        from service in project.Services
        from file in service.EnvFiles
        where file.Required && file.Path.AsWritten is ['/' or '~', ..]
        select new LintFinding(file.Location, $"service '{service.Name}' reads {file.Path.AsWritten}, which isn't shipped and may not be on the host",
            "write a path relative to the Compose file, or `required: false`", service);

    private static IEnumerable<LintFinding> Architecture(ComposeProject project) =>
        from service in project.Services
        where service.Platform is { Length: > 0 }
        select new LintFinding(service.Location, $"service '{service.Name}' is bound to {service.Platform}: a host of another architecture emulates it, or can't run it",
            "remove `platform:` where the image is built for several, or allow it when the host is such a one", service);

    private static IEnumerable<LintFinding> LostVariables(ComposeProject project) =>
        from service in project.Services
        where service.Environment.ContainsKey(Lost) || service.Labels.ContainsKey(Lost)
        select new LintFinding(service.Location, $"names that begin with x- don't reach '{service.Name}': Compose takes them for extensions and hands over one value '{Lost}'",
            "write the mapping as a list of KEY=value, or choose other names", service);
}

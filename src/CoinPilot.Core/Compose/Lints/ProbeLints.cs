using System.Globalization;

namespace CoinPilot.Compose.Lints;

/// <summary>Lints of probes, which the host asks and no container.</summary>
internal static class ProbeLints
{
    public static readonly ComposeLint[] All =
    [
        new("probe-host", Severity.Error, "A probe runs on the host, which doesn't know the names of services.", Host),
        new("probe-port", Severity.Warning, "A probe of the host itself asks a port that a service publishes.", Port),
        new("probe-unasked", Severity.Warning, "What the gate ignores has no probe.", Unasked),
    ];

    private static IEnumerable<LintFinding> Host(ComposeProject project) =>
        from service in project.Services
        where service.Probe?.Address is { } address && project.Find(address.Host) is not null
        select new LintFinding(service.Probe!.At,
            $"the probe of '{service.Name}' asks '{service.Probe.Address!.Host}', a service: it runs on the host, where that name means nothing",
            "publish the port, \"127.0.0.1:PORT:PORT\", and ask 127.0.0.1:PORT", service);

    private static IEnumerable<LintFinding> Port(ComposeProject project) =>
        from service in project.Services
        where service.Probe?.Address is { IsLoopback: true } address
            && project.Services.All(other => other.NetworkMode != "host" && !other.Ports.Any(port => IsPublished(port, address.Port)))
        select new LintFinding(service.Probe!.At,
            string.Create(CultureInfo.InvariantCulture, $"the probe of '{service.Name}' asks port {service.Probe.Address!.Port} of the host, which no service publishes"),
            string.Create(CultureInfo.InvariantCulture, $"publish it, \"127.0.0.1:{service.Probe.Address.Port}:PORT\", or allow it"), service);

    private static IEnumerable<LintFinding> Unasked(ComposeProject project) =>
        from service in project.Services
        where service is { Probe: not null, Gate: GateMode.Ignore }
        select new LintFinding(service.Probe!.At, $"'{service.Name}' has `gate: ignore`, so its probe is never asked", "remove the probe, or write `gate: warn`", service);

    // A port, a range, or what only the host knows.
    private static bool IsPublished(ComposePort port, int asked)
    {
        if (port.Protocol != "tcp" || port.Published is not { } published)
        {
            return false;
        }

        var ends = published.Split('-').Select(end => int.TryParse(end, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (int?)null).ToArray();
        return ends.Contains(null) || (ends[0] <= asked && asked <= ends[^1]);
    }
}

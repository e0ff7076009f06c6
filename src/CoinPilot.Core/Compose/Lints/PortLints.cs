namespace CoinPilot.Compose.Lints;

/// <summary>Lints of ports.</summary>
internal static class PortLints
{
    public static readonly ComposeLint[] All =
    [
        new("public-port", Severity.Warning, "Only 80 and 443 are published on every address.", Public),
    ];

    private static IEnumerable<LintFinding> Public(ComposeProject project) =>
        from service in project.Services
        from port in service.Ports
        where port.Published is not (null or "80" or "443") && port.HostIp is (null or "" or "0.0.0.0" or "::")
        select new LintFinding(port.Location,
            $"service '{service.Name}' publishes {port.Published} on every address of the host",
            $"write \"127.0.0.1:{port.Published}:{port.Target}\", or allow it", service);
}

using System.Collections.Immutable;
using CoinPilot.Hosts;
using CoinPilot.Inspection;
using CoinPilot.Releases;
using CoinPilot.Reporting;

namespace CoinPilot.Execution;

/// <summary>The table of services at the end of a run, from the containers last seen.</summary>
public static class ServiceRows
{
    public static ImmutableArray<ServiceRow> Of(ReleaseManifest manifest, ImmutableArray<ContainerState> containers, DateTimeOffset now) =>
    [
        .. Inspector.Services(manifest, containers).Select(service => new ServiceRow(
            service.Name,
            service.State,
            service.Health.Length > 0 ? service.Health : "-",
            service.Image,
            service.Since is { } since ? StatusText.Uptime(now - since) : "-",
            service.Restarts,
            service.Gate)),
    ];
}

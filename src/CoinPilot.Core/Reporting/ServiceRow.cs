using System.Collections.Immutable;
using CoinPilot.Hosts;
using CoinPilot.Inspection;
using CoinPilot.Releases;

namespace CoinPilot.Reporting;

/// <summary>A row of the table of services at the end of a run.</summary>
public sealed record ServiceRow(string Service, string State, string Health, string Image, string Uptime, int Restarts, string Gate)
{
    /// <summary>From the containers last seen.</summary>
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

using System.Collections.Immutable;
using CoinPilot.Health;
using CoinPilot.Hosts;
using CoinPilot.Inspection;
using CoinPilot.Releases;

namespace CoinPilot.Reporting;

/// <summary>A row of the table of services at the end of a run.</summary>
public sealed record ServiceRow(string Service, string State, string Health, string Image, string Uptime, int Restarts, string Gate)
{
    /// <summary>How long it was down for what the run did; a dash where its containers were left alone.</summary>
    public string Down { get; init; } = "-";

    /// <summary>From the containers last seen.</summary>
    public static ImmutableArray<ServiceRow> Of(ReleaseManifest manifest, ImmutableArray<ContainerState> containers, DateTimeOffset now, ImmutableArray<ServiceDown> down = default) =>
    [
        .. Inspector.Services(manifest, containers).Select(service => new ServiceRow(
            service.Name,
            service.State,
            service.Health.Length > 0 ? service.Health : "-",
            service.Image,
            service.Since is { } since ? StatusText.Uptime(now - since) : "-",
            service.Restarts,
            service.Gate)
        {
            Down = (down.IsDefault ? null : down.FirstOrDefault(one => one.Service == service.Name))?.Text ?? "-",
        }),
    ];
}

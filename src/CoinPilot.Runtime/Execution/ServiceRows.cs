using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Health;
using CoinPilot.Hosts;
using CoinPilot.Releases;
using CoinPilot.Reporting;

namespace CoinPilot.Execution;

/// <summary>The table of services, from the gate's list and the containers last seen.</summary>
public static class ServiceRows
{
    public static ImmutableArray<ServiceRow> Of(ReleaseManifest manifest, ImmutableArray<ContainerState> containers, DateTimeOffset now) =>
    [
        .. manifest.Services.SelectMany(service => containers.Where(container => container.Service == service.Name)
            .DefaultIfEmpty()
            .Select(container => container is null
                ? new ServiceRow(service.Name, "absent", "", service.Image, "", 0, service.Gate)
                : new ServiceRow(
                    service.Name,
                    container.IsFinishedOneShot ? "done" : container.Status,
                    container.Health.Length > 0 ? container.Health : "-",
                    container.Reference.Length > 0 ? container.Reference : service.Image,
                    container.Status == "running" ? Uptime(now - container.StartedAt) : "-",
                    container.RestartCount,
                    service.Gate))),
    ];

    private static string Uptime(TimeSpan time) => time switch
    {
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, time.TotalSeconds):0} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min"),
        { TotalDays: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:0} d"),
    };
}

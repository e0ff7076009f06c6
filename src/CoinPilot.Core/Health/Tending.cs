using System.Collections.Immutable;
using CoinPilot.Hosts;
using CoinPilot.Planning;
using CoinPilot.Releases;

namespace CoinPilot.Health;

/// <summary>What of a confirmed release is started again where it does not run; pure.</summary>
public static class Tending
{
    /// <summary>The containers that ended, of services that ran when the release was confirmed; not those that somebody stopped.</summary>
    public static ImmutableArray<ContainerState> Down(ReleaseManifest manifest, HostRelease release, ImmutableArray<ContainerState> containers) =>
    [
        .. from container in containers
           where container is { Status: "exited", StoppedByHand: false, IsOneOff: false } && release.HasRun(container.Service)
           let service = manifest.Services.FirstOrDefault(service => service.Name == container.Service)
           where service is not null && !OneShot.IsDone(Planner.BudgetOf(service, release), container)
           select container,
    ];
}

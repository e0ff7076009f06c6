using System.Collections.Immutable;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Transaction;
using CoinPilot.Hosts;
using CoinPilot.Inspection;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Observation;

/// <summary>What the current release determines beside what is on the host; values of the environment are compared here and stay here (D095).</summary>
internal sealed class ReleaseOnHost(TransactionParts parts)
{
    private readonly IDocker docker = parts.Host.Docker;

    /// <summary>None where nothing of ours is current, or Compose does not read it. Throws <see cref="DockerSilentException"/>.</summary>
    public async Task<ImmutableArray<ReleaseDifference>> DifferencesAsync(ReleaseConf? conf, Task<ImmutableArray<ContainerDetail>> asked, CancellationToken ct)
    {
        // What is switched to and not started yet has the containers of before, as it should.
        var current = parts.Installed.Current;
        if (conf is null || parts.Pending is { Phase: not PendingFile.Started })
        {
            return [];
        }

        var reading = new ComposeProjects(parts.Host).ReadAsync(parts.Places, new(parts.Places.Release(current), conf), ct);
        var networks = docker.NetworksAsync(ct);
        var volumes = docker.VolumesAsync(ct);
        await Task.WhenAll(reading, networks, volumes, asked).ConfigureAwait(false);
        if ((await reading.ConfigureAwait(false))?.Project is not { } project)
        {
            return [];
        }

        return ReleaseComparison.Of(
            project,
            StartNeeds.Parse(project.Json),
            [.. (await asked.ConfigureAwait(false)).Where(one => !one.State.IsOneOff).Select(Facts)],
            Made(await networks.ConfigureAwait(false)),
            Made(await volumes.ConfigureAwait(false)));
    }

    public static ImmutableArray<MadeNetwork> Made(ImmutableArray<NetworkSummary> networks) =>
        [.. networks.Select(network => new MadeNetwork(network.Name, network.Driver, network.IsInternal, string.Join(' ', network.Subnets.Order(StringComparer.Ordinal))))];

    public static ImmutableArray<MadeVolume> Made(ImmutableArray<VolumeSummary> volumes) =>
        [.. volumes.Select(volume => new MadeVolume(volume.Name, volume.Driver, string.Join(' ', volume.Options.Select(option => $"{option.Key}={option.Value}").Order(StringComparer.Ordinal))))];

    /// <summary>What a container mounts of the host.</summary>
    public static IEnumerable<ServiceMount> Mounted(ContainerDetail container) =>
        from mount in container.Mounts
        where mount.Type is "volume" or "bind"
        select new ServiceMount(container.State.Service, mount.Destination, mount.Type == "bind" ? MountKind.Bind : MountKind.Volume, mount.Source);

    private static ContainerFacts Facts(ContainerDetail container) => new(
        container.State.Service, container.Environment, [.. container.Networks.Select(network => network.Name)], [.. Mounted(container)])
    {
        Nameless = [.. container.Nameless],
    };
}

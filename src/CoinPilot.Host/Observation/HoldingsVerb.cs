using System.Collections.Immutable;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Serving;
using CoinPilot.Hosts;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Observation;

/// <summary>What is the app's on the host: what a removal takes away, and what it leaves.</summary>
internal sealed class HoldingsVerb(HostParts host, VerbContext context)
{
    private readonly AppPlaces places = AppPlaces.Of(context.Scope);
    private readonly IHostFiles files = host.Files;

    public async Task<Holdings> RunAsync(CancellationToken ct)
    {
        await new Settled(host, places).WaitAsync(ct).ConfigureAwait(false);
        var owner = StackOwners.Of(files, places);
        var docker = await InDockerAsync(ct).ConfigureAwait(false);
        return new(
            owner == StackOwner.Foreign,
            [
                .. owner == StackOwner.Ours ? [.. Files("unit", places.UnitFile), .. docker.Containers, .. docker.Networks] : (Holding[])[],
                .. Files("unit", places.HoldFile, $"{AppPlaces.UnitFolder}/{places.GuardUnit}", $"{AppPlaces.UnitFolder}/{places.BootUnit}", $"{AppPlaces.UnitFolder}/{places.WatchTimer}", $"{AppPlaces.UnitFolder}/{places.WatchService}"),
                .. Folders(places.Releases).Reverse().Select(id => new Holding("release", id)),
                .. new ReleaseShelf(files, places).Objects.Order(StringComparer.Ordinal).Select(digest => new Holding("object", digest)),
                .. docker.Tags,
            ],
            [
                .. owner == StackOwner.Foreign ? [new("unit", places.Unit), .. docker.Containers] : (Holding[])[],
                .. docker.Volumes,
                .. Files("file", [places.EnvFile, places.NotifyFile, $"{places.Base}/foreign-unit", places.Journal, .. files.List($"{places.UnitFile}.d").Where(path => Path.GetFileName(path)[0] != '.' && path != places.HoldFile)]),
                .. files.List(places.Project).IsEmpty ? [] : (Holding[])[new("folder", places.Project)],
            ]);
    }

    private IEnumerable<string> Folders(string folder) =>
        files.List(folder).Where(path => Path.GetFileName(path)[0] != '.' && files.Entry(path)?.Kind == FileKind.Folder).Select(path => Path.GetFileName(path));

    private ImmutableArray<Holding> Files(string kind, params ImmutableArray<string> paths) => Named(kind, paths.Where(files.IsFile));

    // An engine that does not answer is said as such by whoever removes; the rest is told all the same.
    private async Task<InDocker> InDockerAsync(CancellationToken ct)
    {
        try
        {
            var label = ("label", $"{ComposeLabels.Project}={context.Scope.Project}");
            var containers = await new StackContainers(host.Docker, context.Scope.Project).AllAsync(ct).ConfigureAwait(false);
            var networks = (await host.Docker.NetworksAsync(ct, label).ConfigureAwait(false)).Select(network => network.Name).ToImmutableArray();
            var tags = await host.Docker.TagsAsync([$"coinpilot/{places.App}/*", $"coinpilot/{places.App}{ImageName.WrittenOut}*"], ct).ConfigureAwait(false);
            var volumes = (await host.Docker.VolumesAsync(ct, label).ConfigureAwait(false)).Select(volume => volume.Name)
                // Those of others, which its containers use, stay too.
                .Concat(containers.SelectMany(container => container.Mounts).Where(mount => mount.Type == "volume").Select(mount => mount.Source));
            return new(
                Named("container", containers.Select(container => container.State.Name)),
                Named("network", networks),
                Named("tag", tags.Select(tag => tag.Name)),
                Named("volume", volumes.Distinct().Order(StringComparer.Ordinal)));
        }
        catch (DockerSilentException)
        {
            return new([], [], [], []);
        }
    }

    private static ImmutableArray<Holding> Named(string kind, IEnumerable<string> names) => [.. names.Select(name => new Holding(kind, name))];

    private sealed record InDocker(
        ImmutableArray<Holding> Containers, ImmutableArray<Holding> Networks, ImmutableArray<Holding> Tags, ImmutableArray<Holding> Volumes);
}

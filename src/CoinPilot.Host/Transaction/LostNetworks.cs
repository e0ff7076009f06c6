using System.Collections.Immutable;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Observation;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Transaction;

/// <summary>Stopped containers whose network is gone, or was made anew under its old name (D087).</summary>
/// <remarks>
/// A container keeps the id of its network. A prune takes networks that only stopped containers have, and the owner of a
/// shared one may make it anew: then neither <c>start</c> nor <c>up</c> ever starts the container again, because Compose
/// compares names. Made anew by Compose it keeps its volumes, also those without a name.
/// </remarks>
internal sealed class LostNetworks(HostParts host, AppPlaces places, ReleaseConf conf, Func<string, ValueTask> say)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    /// <summary>The same before a start: what Compose refuses to make anew, the start fails of, and that is told.</summary>
    public static async Task MendForStartAsync(TransactionParts parts, ReleaseConf conf, CancellationToken ct)
    {
        if (await new LostNetworks(parts.Host, parts.Places, conf, parts.Context.SayAsync).MendAsync(ct).ConfigureAwait(false) is { } refusal)
        {
            await parts.Context.WarnAsync(parts.Shelf.MaskOf(conf).Apply(refusal)).ConfigureAwait(false);
        }
    }

    /// <summary>Has them made anew, not started; what Compose said where it refused, else null. Throws <see cref="DockerSilentException"/>.</summary>
    public async Task<string?> MendAsync(CancellationToken ct)
    {
        var lost = await FindAsync(host.Docker, conf.Project, ct).ConfigureAwait(false);
        string[] services = [.. lost.Select(one => one.Service).Where(service => conf.Images.Any(image => image.Key == service)).Distinct()];
        if (services.Length == 0)
        {
            return null;
        }

        foreach (var (service, network) in lost.Where(one => services.Contains(one.Service)))
        {
            await say($"the network {network} that {service} was made for is gone: the container is made anew, its volumes stay").ConfigureAwait(false);
        }

        ImmutableArray<string> words =
        [
            .. ReleaseCompose.Words(places, conf, conf.ComposeFiles), "create", "--force-recreate", "--no-build", "--pull", "never", "--", .. services,
        ];
        var made = await host.Docker.ComposeAsync(new(words, Bound), ct).ConfigureAwait(false);
        return made.Succeeded ? null : (made.Output + made.Error).Trim();
    }

    /// <summary>The services of a project that wait for a network which is not there, each with the network's name.</summary>
    public static async Task<ImmutableArray<(string Service, string Network)>> FindAsync(IDocker docker, string project, CancellationToken ct)
    {
        var stopped = await docker.ContainersAsync(
            all: true, ct, [.. ComposeLabels.OfProject(project), ("status", "created"), ("status", "exited")]).ConfigureAwait(false);
        if (stopped.IsEmpty)
        {
            return [];
        }

        var details = await Task.WhenAll(stopped.Select(one => docker.ContainerAsync(one.Id, ct))).ConfigureAwait(false);
        var there = (await docker.NetworksAsync(ct).ConfigureAwait(false)).Select(network => network.Id).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. from container in details.OfType<ContainerDetail>()
               where !container.State.IsOneOff
               from network in container.Networks
               where network.Id.Length > 0 && !there.Contains(network.Id)
               select (container.State.Service, network.Name),
        ];
    }
}

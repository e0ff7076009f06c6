using System.Collections.Immutable;
using CoinPilot.Agent.Docker;
using CoinPilot.Hosts;

namespace CoinPilot.Agent.Observation;

/// <summary>The containers of one Compose project, as Compose counts them (D031).</summary>
internal sealed class StackContainers(IDocker docker, string project)
{
    /// <summary>All of them; one that goes meanwhile is left out.</summary>
    public async Task<ImmutableArray<ContainerDetail>> AllAsync(CancellationToken ct)
    {
        var found = await docker.ContainersAsync(
            all: true, ct, ComposeLabels.OfProject(project)).ConfigureAwait(false);
        var details = await Task.WhenAll(found.Select(one => docker.ContainerAsync(one.Id, ct))).ConfigureAwait(false);
        return [.. details.OfType<ContainerDetail>()];
    }

    public async Task<ImmutableArray<ContainerState>> StatesAsync(CancellationToken ct) =>
        [.. (await AllAsync(ct).ConfigureAwait(false)).Select(container => container.State)];

    /// <summary>Of the given names, those that another project's container has, or one of none (<c>-</c>).</summary>
    public async Task<ImmutableArray<ContainerOwner>> OwnersOfOthersAsync(ImmutableArray<string> names, CancellationToken ct)
    {
        var found = await Task.WhenAll(names.Select(name => docker.ContainerAsync(name, ct))).ConfigureAwait(false);
        return
        [
            .. found.OfType<ContainerDetail>().Where(container => container.Project != project)
                .Select(container => new ContainerOwner(container.State.Name, container.Project is { Length: > 0 } owner ? owner : "-")),
        ];
    }
}

using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;

namespace CoinPilot.Agent.Transaction;

/// <summary>
/// Networks that a release made which a way back leaves: with one of them in the way of the host's own routes nobody reaches
/// the host, and Docker keeps networks over a reboot (D094).
/// </summary>
internal sealed class NewNetworks(TransactionParts parts, string project)
{
    private readonly IDocker docker = parts.Host.Docker;

    private string File => $"{parts.Places.Old}/networks";

    /// <summary>Before a switch: what is there is never taken away. Throws <see cref="DockerSilentException"/>.</summary>
    public async Task NoteAsync(CancellationToken ct)
    {
        var there = await docker.NetworksAsync(ct).ConfigureAwait(false);
        parts.Host.Files.Put(File, string.Concat(there.Select(network => network.Id + "\n")), DurableFiles.Private);
    }

    /// <summary>Those of the project that came since; what a container of somebody else's uses stays. Throws <see cref="DockerSilentException"/>.</summary>
    public async Task TakeAwayAsync(CancellationToken ct)
    {
        // A program before this one noted none.
        if (parts.Host.Files.ReadText(File) is not { } text)
        {
            return;
        }

        var before = text.Split('\n').ToHashSet(StringComparer.Ordinal);
        foreach (var network in (await docker.NetworksAsync(ct, ("label", $"{ComposeLabels.Project}={project}")).ConfigureAwait(false)).Where(network => !before.Contains(network.Id)))
        {
            await TakeAwayAsync(network, ct).ConfigureAwait(false);
        }
    }

    private async Task TakeAwayAsync(NetworkSummary network, CancellationToken ct)
    {
        var users = await docker.ContainersAsync(all: true, ct, ("network", network.Id)).ConfigureAwait(false);
        if (users.FirstOrDefault(one => one.Labels.GetValueOrDefault(ComposeLabels.Project) != project) is { } foreign)
        {
            await parts.Context.WarnAsync($"the network {network.Name}, which the new release made, stays: {foreign.Name} uses it, which is none of this stack").ConfigureAwait(false);
            return;
        }

        // Stopped they keep its id, and the start that follows makes them anew; what they hold in volumes stays.
        await Task.WhenAll(users.Where(one => one.State is "running" or "restarting" or "paused").Select(one => StopAsync(one, ct))).ConfigureAwait(false);
        if (await docker.RemoveNetworkAsync(network.Id, ct).ConfigureAwait(false))
        {
            await parts.Context.SayAsync($"removed the network {network.Name}, which the new release made").ConfigureAwait(false);
        }
        else
        {
            await parts.Context.WarnAsync($"the network {network.Name}, which the new release made, could not be removed").ConfigureAwait(false);
        }
    }

    private async Task StopAsync(ContainerSummary container, CancellationToken ct)
    {
        if (await docker.ContainerAsync(container.Id, ct).ConfigureAwait(false) is { } there)
        {
            await docker.StopAsync(container.Id, there.State.StopTimeout, ct).ConfigureAwait(false);
        }
    }
}

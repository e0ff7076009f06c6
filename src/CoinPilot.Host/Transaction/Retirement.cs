using System.Collections.Immutable;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Serving;

namespace CoinPilot.Agent.Transaction;

/// <summary>Containers of services that are no longer there: they would keep ports and names.</summary>
internal sealed class Retirement(IDocker docker, string project, VerbContext context)
{
    /// <param name="kept">Services that stay.</param>
    /// <param name="services">Those that were there.</param>
    /// <param name="removes">Also removes them; only stopped, one can come back as it is.</param>
    /// <param name="wantedNames">A new service may want the name of one that is only to be stopped: then it is removed.</param>
    public async Task RetireAsync(IEnumerable<string> kept, IEnumerable<string> services, bool removes, ImmutableArray<string> wantedNames, CancellationToken ct)
    {
        foreach (var service in services.Distinct().Except(kept))
        {
            var found = await docker.ContainersAsync(
                all: true,
                ct,
                [.. ComposeLabels.OfProject(project), ("label", $"{ComposeLabels.Service}={service}"), ("label", $"{ComposeLabels.OneOff}=False")]).ConfigureAwait(false);
            foreach (var container in found)
            {
                await RetireAsync(service, container, removes || wantedNames.Contains(container.Name), ct).ConfigureAwait(false);
            }
        }
    }

    private async Task RetireAsync(string service, ContainerSummary container, bool removes, CancellationToken ct)
    {
        if (await docker.ContainerAsync(container.Id, ct).ConfigureAwait(false) is not { } there)
        {
            return;
        }

        await context.SayAsync($"{service} is not in this release: stopping its container {container.Name}").ConfigureAwait(false);
        if (!await docker.StopAsync(container.Id, there.State.StopTimeout, ct).ConfigureAwait(false))
        {
            await context.SayAsync($"could not stop {container.Name}").ConfigureAwait(false);
        }

        if (removes && !await docker.RemoveContainerAsync(container.Id, ct).ConfigureAwait(false))
        {
            await context.SayAsync($"could not remove {container.Name}").ConfigureAwait(false);
        }
    }
}

using System.Collections.Immutable;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Watching;
using CoinPilot.Hosts;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Transaction;

/// <summary>
/// A start on a host that has lost Compose, by an upgrade or a package that is gone: what was made of the release is started by
/// the engine. The unit's own line fails all the same, and is tried again until Compose is back.
/// </summary>
internal sealed class StartWithoutCompose(TransactionParts parts, string release, ReleaseConf conf)
{
    private readonly HostParts host = parts.Host;

    /// <summary>Throws <see cref="DockerSilentException"/>.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        if (parts.Shelf.All.FirstOrDefault(one => one.Id == release) is not { } confirmed)
        {
            return;
        }

        var all = await new StackContainers(host.Docker, conf.Project).AllAsync(ct).ConfigureAwait(false);
        if (!all.Any(IsDown) || await IsThereAsync(ct).ConfigureAwait(false))
        {
            return;
        }

        await parts.Context.WarnAsync($"{Preflight.NoCompose} Containers of {release} are started as they are; on the host: {Preflight.NoComposeFix}").ConfigureAwait(false);
        var heldBack = await new DataRecord(parts, release).HeldBackAsync(ct).ConfigureAwait(false);
        foreach (var one in StartOrder.Of(all).Where(one => IsDown(one) && !heldBack.Contains(one.State.Service)))
        {
            await EngineStart.TryAsync(parts, one.State, ct).ConfigureAwait(false);
        }

        bool IsDown(ContainerDetail one) => one.State is { Status: "exited" or "created", IsOneOff: false } && confirmed.HasRun(one.State.Service);
    }

    private async Task<bool> IsThereAsync(CancellationToken ct) =>
        (await ComposePlugin.FindAsync(host.Files, host.Docker, host.ComposeVersions, ct).ConfigureAwait(false)).Version != ComposePlugin.Missing;
}

using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Rehearsing;
using CoinPilot.Agent.Transaction;
using CoinPilot.Hosts;

namespace CoinPilot.Agent.Staging;

/// <summary>Files and folders that services mount: what Docker would not find, or would make an empty folder of.</summary>
internal sealed class NeededMounts(TransactionParts parts)
{
    /// <summary>Throws <see cref="VerbFailedException"/> (2).</summary>
    public async Task DemandAsync(StartNeeds needs, CancellationToken ct)
    {
        bool? silent = null;
        foreach (var mount in needs.Mounts.Where(mount => parts.Host.Files.Target(mount.Path) is null))
        {
            if (!(mount.IsMade ?? (silent ??= await new SilentMounts(parts.Host.Docker).AreMadeAsync(ct).ConfigureAwait(false))))
            {
                throw new VerbFailedException(
                    FailureKind.BadInput, $"{mount.Path}, which {mount.Service} mounts, is not on this host", MissingPath.MendOf(parts.Places, mount.Path));
            }

            // State is made at the first start.
            if (!mount.Path.StartsWith($"{parts.Places.Project}/", StringComparison.Ordinal))
            {
                await parts.Context.WarnAsync($"{mount.Path}, which {mount.Service} mounts, is not on this host: Docker makes an empty folder of it").ConfigureAwait(false);
            }
        }
    }
}

using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Transaction;
using CoinPilot.Hosts;

namespace CoinPilot.Agent.Watching;

/// <summary>A container that is started as it is, by the engine and not by Compose.</summary>
internal static class EngineStart
{
    /// <summary>Whether it runs now; else why not is said, without values. Throws <see cref="Docker.DockerSilentException"/>.</summary>
    public static async Task<bool> TryAsync(TransactionParts parts, ContainerState container, CancellationToken ct)
    {
        if (await parts.Host.Docker.StartAsync(container.Id, ct).ConfigureAwait(false) is not { } why)
        {
            return true;
        }

        await parts.Context.WarnAsync($"{container.Name} could not be started: {new StackMask(parts.Host.Files, parts.Places).OfCurrent().Apply(why)}").ConfigureAwait(false);
        return false;
    }
}

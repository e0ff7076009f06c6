using CoinPilot.Agent.Files;

namespace CoinPilot.Agent.Observation;

/// <summary>Waits while a confirmation that was said is not wholly done; one that died is over (D025).</summary>
internal sealed class Settled(HostParts host, AppPlaces places)
{
    private const int Tries = 600;

    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(0.1);

    public async Task WaitAsync(CancellationToken ct)
    {
        for (var tried = 0; tried < Tries && host.Files.IsFile(places.Settling); tried++)
        {
            // Whoever still works at it has the lock.
            using (var held = host.Files.TryLock(places.LockFile))
            {
                if (held is not null)
                {
                    host.Files.Remove(places.Settling);
                    return;
                }
            }

            await host.Clock.DelayAsync(BetweenTries, ct).ConfigureAwait(false);
        }
    }
}

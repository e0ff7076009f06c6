using System.Globalization;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;

namespace CoinPilot.Agent.Transaction;

/// <summary>The locks of one app: one is held within one verb, the other while a release is staged or pruned.</summary>
internal sealed class AppLock(HostParts host, AppPlaces places)
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(0.1);

    /// <summary>The app's lock. Throws <see cref="VerbFailedException"/> (30) when another step keeps it for longer.</summary>
    public async Task<IDisposable> TakeAsync(TimeSpan patience, CancellationToken ct) =>
        await TakeAsync(places.LockFile, patience, ct).ConfigureAwait(false) ?? throw new VerbFailedException(
            FailureKind.Conflict,
            string.Create(CultureInfo.InvariantCulture, $"another step of {places.App} has been running on this host for {patience.TotalSeconds:0} s"),
            "wait for it to end, then run the command again");

    /// <summary>The app's lock; null when another step has it.</summary>
    public IDisposable? TryTake() => host.Files.TryLock(places.LockFile);

    /// <summary>The lock of staging; null when a stage runs and does not end in time.</summary>
    public Task<IDisposable?> TryStageAsync(TimeSpan patience, CancellationToken ct) => TakeAsync(places.StageLockFile, patience, ct);

    private async Task<IDisposable?> TakeAsync(string file, TimeSpan patience, CancellationToken ct)
    {
        for (var begun = host.Clock.Uptime; ;)
        {
            if (host.Files.TryLock(file) is { } held)
            {
                return held;
            }

            if (host.Clock.Uptime - begun >= patience)
            {
                return null;
            }

            await host.Clock.DelayAsync(BetweenTries, ct).ConfigureAwait(false);
        }
    }
}

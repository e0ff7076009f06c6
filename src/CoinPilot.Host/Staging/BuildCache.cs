using System.Collections.Immutable;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Serving;
using CoinPilot.Agent.Time;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Staging;

/// <summary>What this app's builds have left in the engine's build cache. Under the lock of staging. (D097)</summary>
internal sealed class BuildCache(HostParts host, AppPlaces places, VerbContext context)
{
    // It goes on with the next confirmation; nobody waits for it longer.
    private static readonly TimeSpan PruneBound = TimeSpan.FromSeconds(20);

    /// <summary>Runs a build and notes what it put into the cache; an engine that does not tell costs the note only.</summary>
    public async Task<T> NotedAsync<T>(Func<Task<T>> build, CancellationToken ct)
    {
        var before = await EntriesAsync(ct).ConfigureAwait(false);
        var begun = host.Clock.Now;
        try
        {
            return await build().ConfigureAwait(false);
        }
        finally
        {
            if (before is { } known && await EntriesAsync(CancellationToken.None).ConfigureAwait(false) is { } after)
            {
                Keep(Read().Built(known, after, begun));
            }
        }
    }

    /// <summary>Takes away what the last builds neither made nor used. Throws <see cref="DockerSilentException"/> and <see cref="TimeoutException"/>.</summary>
    public Task PruneAsync(CancellationToken ct) => host.Clock.WithinAsync(PruneBound, async limit =>
    {
        var ledger = Read();
        var (due, rest) = ledger.Bounded(await host.Docker.BuildCacheAsync(limit).ConfigureAwait(false));
        if (!due.IsEmpty)
        {
            await host.Docker.PruneBuildCacheAsync(due, limit).ConfigureAwait(false);
        }

        // What an image still shares is asked for again the next time.
        if (rest.ToString() != ledger.ToString())
        {
            Keep(rest);
        }

        return true;
    }, ct);

    private async Task<ImmutableArray<CacheEntry>?> EntriesAsync(CancellationToken ct)
    {
        try
        {
            return await host.Docker.BuildCacheAsync(ct).ConfigureAwait(false);
        }
        catch (DockerSilentException error)
        {
            await context.SayAsync($"what this build leaves in the build cache is not noted: {error.Message}").ConfigureAwait(false);
            return null;
        }
    }

    private BuildCacheLedger Read() => host.Files.ReadText(places.BuildCache) is { } text ? BuildCacheLedger.Parse(text) : BuildCacheLedger.Empty;

    private void Keep(BuildCacheLedger ledger) => host.Files.Put(places.BuildCache, ledger.ToString(), DurableFiles.Private);
}

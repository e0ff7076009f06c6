using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Docker;

public sealed partial class DockerEngine
{
    // Later versions of the API tell it in another form, and only when they are asked in another way.
    private const string BuildApi = "v1.44";

    // An entry's id has 25 characters; Go's server takes a head of 1 MiB.
    private const int MostIds = 5000;

    public async Task<ImmutableArray<CacheEntry>> BuildCacheAsync(CancellationToken ct) =>
    [
        .. ((await GetAsync($"{BuildApi}/system/df?type=build-cache", EngineContext.Default.DiskUsage, ct).ConfigureAwait(false))?.BuildCache ?? [])
            .Where(entry => entry.ID.All(char.IsAsciiLetterOrDigit))
            .Select(entry => new CacheEntry(
                entry.ID, entry.Shared ? 0 : entry.Size, DateTimeOffset.TryParse(entry.LastUsedAt, CultureInfo.InvariantCulture, out var at) ? at : Never)),
    ];

    // The filter is an expression (moby, builder/builder-next); what an image shares or a build uses the engine leaves.
    public Task PruneBuildCacheAsync(ImmutableArray<string> ids, CancellationToken ct) =>
        AnswerAsync("POST", $"{BuildApi}/build/prune?filters={Encoded([("id", $"^({string.Join('|', ids.Take(MostIds))})$")])}", _ => Task.CompletedTask, Bound, ct);

    public Task PruneImagesAsync(ImmutableArray<(string Name, string Value)> labels, CancellationToken ct) => AnswerAsync(
        "POST",
        $"images/prune?filters={Encoded([("dangling", "true"), .. labels.Select(label => ("label", $"{label.Name}={label.Value}"))])}",
        _ => Task.CompletedTask,
        Bound,
        ct);
}

using System.Collections.Immutable;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Transaction;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Observation;

/// <summary>The names of images that matter to an app.</summary>
internal sealed class StackImages(IDocker docker, AppPlaces places)
{
    // No releases: what a pending switch keeps for its way back, and what was proven at a boot.
    private static readonly string[] Others = [ReleaseTags.Before, ReleaseTags.Proven];

    /// <param name="Kept">Release → service → id, by the releases' own names.</param>
    /// <param name="Meant">What the names of the current release's images mean now: reference → id, <c>-</c> where none is here.</param>
    public sealed record Names(ImmutableDictionary<string, ImmutableDictionary<string, string>> Kept, ImmutableDictionary<string, string> Meant)
    {
        public static readonly Names None = new(
            ImmutableDictionary<string, ImmutableDictionary<string, string>>.Empty, ImmutableDictionary<string, string>.Empty);
    }

    public async Task<Names> ReadAsync(ReleaseConf? current, CancellationToken ct)
    {
        var plain = $"coinpilot/{places.App}/";
        var writtenOut = $"coinpilot/{places.App}{ImageName.WrittenOut}";
        var tags = docker.TagsAsync([$"{plain}*", $"{writtenOut}*"], ct);
        var references = current?.Images.Select(pair => pair.Value).Distinct().Where(reference => reference != "-").ToArray() ?? [];
        var images = await Task.WhenAll(references.Select(reference => docker.ImageAsync(reference, ct))).ConfigureAwait(false);
        return new(
            (await tags.ConfigureAwait(false)).Select(tag => (Service: ServiceOf(tag.Name), Release: tag.Name[(tag.Name.LastIndexOf(':') + 1)..], tag.Id))
                .Where(tag => tag.Service is not null && !Others.Contains(tag.Release))
                .GroupBy(tag => tag.Release)
                .ToImmutableDictionary(group => group.Key, group => group.ToImmutableDictionary(tag => tag.Service!, tag => tag.Id)),
            references.Zip(images).ToImmutableDictionary(pair => pair.First, pair => pair.Second?.Id ?? "-"));

        string? ServiceOf(string name)
        {
            var repository = name[..name.LastIndexOf(':')];
            return repository.StartsWith(plain, StringComparison.Ordinal) ? repository[plain.Length..]
                : repository.StartsWith(writtenOut, StringComparison.Ordinal) ? ImageName.WrittenOut + repository[writtenOut.Length..]
                : null;
        }
    }
}

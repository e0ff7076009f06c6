using System.Collections.Immutable;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Transaction;
using CoinPilot.Protocol;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Staging;

/// <summary>What the images of a release are on the host, by the release's own tags.</summary>
internal sealed class ReleaseImages(IDocker docker, ReleaseTags tags)
{
    /// <summary>Throws <see cref="VerbFailedException"/> (1) when one is gone.</summary>
    public async Task<ImmutableArray<HostImage>> OfAsync(string release, ReleaseConf conf, CancellationToken ct)
    {
        var found = await Task.WhenAll(conf.Images.Select(image => docker.ImageAsync(tags.Of(image.Key, release), ct))).ConfigureAwait(false);
        return
        [
            .. conf.Images.Zip(found, (image, there) => there is null
                ? throw new VerbFailedException(ExitStatus.Failure, $"the image {tags.Of(image.Key, release)} is gone from this host", "run the command again")
                : new HostImage(image.Key, image.Value, there.Id, DigestOf(image.Value, there.RepoDigests))),
        ];
    }

    // What the reference's own repository knows it by.
    private static string? DigestOf(string reference, ImmutableArray<string> digests)
    {
        var repository = reference.Split('@')[0];
        var colon = repository.LastIndexOf(':');
        var name = colon > repository.LastIndexOf('/') ? repository[..colon] : repository;
        return digests.LastOrDefault(digest => digest.StartsWith($"{name}@", StringComparison.Ordinal));
    }
}

using CoinPilot.Agent.Docker;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Transaction;

/// <summary>The names that Compose runs, put to a release's images.</summary>
internal sealed class Retag(IDocker docker, ReleaseTags tags)
{
    /// <summary>False when an image of the release is gone. Throws <see cref="DockerSilentException"/>.</summary>
    public async Task<bool> RunAsync(string release, ReleaseConf conf, CancellationToken ct)
    {
        var named = await Task.WhenAll(conf.Images.Where(image => !IsPinned(image.Value)).Select(image => NameAsync(tags.Of(image.Key, release), image.Value, ct))).ConfigureAwait(false);
        return named.All(isThere => isThere);
    }

    /// <summary>A name with a digest means one image for ever.</summary>
    public static bool IsPinned(string reference) => reference.Contains("@sha256:", StringComparison.Ordinal);

    private async Task<bool> NameAsync(string tag, string reference, CancellationToken ct)
    {
        var wanted = docker.ImageAsync(tag, ct);
        var meant = await docker.ImageAsync(reference, ct).ConfigureAwait(false);
        return await wanted.ConfigureAwait(false) is { } image && (image.Id == meant?.Id || await docker.TagAsync(tag, reference, ct).ConfigureAwait(false));
    }
}

using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Transaction;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Boot;

/// <summary>
/// The images of a release that last passed a gate on this host: its own until a boot has proven what its refresh brought.
/// A file names the release that they are of; without it, or with another release in it, their names count for nothing.
/// Throws <see cref="DockerSilentException"/>.
/// </summary>
internal sealed class ProvenImages(TransactionParts parts, ReleaseManifest manifest, ReleaseConf conf)
{
    private readonly IDocker docker = parts.Host.Docker;

    private string Release => manifest.Release;

    private bool AreNamed => parts.Host.Files.ReadText(parts.Places.Proven) is { } text && ConfFile.Parse(text) is var noted
        && noted["format"] == FormatVersion.BootGate.CurrentText && noted["release"] == Release;

    /// <summary>Service → image id; a service whose image is not here any more is left out.</summary>
    public async Task<ImmutableDictionary<string, string>> ReadAsync(CancellationToken ct)
    {
        // All of them or none: of a part of them nobody knows whether it runs with the rest.
        if (AreNamed && await NamedAsync(ct).ConfigureAwait(false) is var named && conf.Images.All(image => named.ContainsKey(image.Key)))
        {
            return named;
        }

        var own = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var (service, reference) in conf.Images)
        {
            var kept = await IdOfAsync(Retag.IsPinned(reference) ? reference : parts.Tags.Of(service, Release), ct).ConfigureAwait(false)
                ?? await IdOfAsync(manifest.Services.FirstOrDefault(one => one.Name == service)?.ImageId, ct).ConfigureAwait(false);
            if (kept is not null)
            {
                own[service] = kept;
            }
        }

        return own.ToImmutable();
    }

    /// <summary>What runs now is proven from now on; under the app's lock. The services whose image is another one than before.</summary>
    public async Task<ImmutableArray<string>> KeepAsync(ImmutableDictionary<string, string> running, CancellationToken ct)
    {
        var before = await ReadAsync(ct).ConfigureAwait(false);
        var named = await NamedAsync(ct).ConfigureAwait(false);
        if (!AreNamed || running.Any(image => named.GetValueOrDefault(image.Key) != image.Value))
        {
            // A death in between leaves the release's own.
            parts.Host.Files.Drop(parts.Places.Proven);
            foreach (var (service, image) in running)
            {
                await docker.TagAsync(image, TagOf(service), ct).ConfigureAwait(false);
            }

            parts.Host.Files.Put(parts.Places.Proven, Note().ToString(), DurableFiles.Private);
        }

        return [.. running.Where(image => before.GetValueOrDefault(image.Key) != image.Value).Select(image => image.Key).Order(StringComparer.Ordinal)];
    }

    /// <summary>The names that Compose runs mean these images again; false when one can't be named. One whose proven image was gone before stays as it is: it is not to blame.</summary>
    public async Task<bool> GiveNamesAsync(CancellationToken ct)
    {
        var proven = await ReadAsync(ct).ConfigureAwait(false);
        foreach (var (service, reference) in conf.Images.Where(image => !Retag.IsPinned(image.Value)))
        {
            if (proven.GetValueOrDefault(service) is { } image
                && await IdOfAsync(reference, ct).ConfigureAwait(false) != image
                && !await docker.TagAsync(image, reference, ct).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A release was confirmed: its own images are the proven ones, and what boots brought before is over.</summary>
    public static async Task ForgetAsync(TransactionParts parts, CancellationToken ct)
    {
        parts.Host.Files.Drop(parts.Places.Proven);
        parts.Host.Files.Drop(parts.Places.BootFallback);
        foreach (var tag in await parts.Host.Docker.TagsAsync([.. ReleaseTags.Patterns(parts.Places.App, ReleaseTags.Proven)], ct).ConfigureAwait(false))
        {
            await parts.Host.Docker.UntagAsync(tag.Name, ct).ConfigureAwait(false);
        }
    }

    private async Task<ImmutableDictionary<string, string>> NamedAsync(CancellationToken ct)
    {
        var named = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var (service, _) in conf.Images)
        {
            if (await IdOfAsync(TagOf(service), ct).ConfigureAwait(false) is { } id)
            {
                named[service] = id;
            }
        }

        return named.ToImmutable();
    }

    private string TagOf(string service) => parts.Places.Tag(service, ReleaseTags.Proven);

    private async Task<string?> IdOfAsync(string? reference, CancellationToken ct) =>
        reference is null ? null : (await docker.ImageAsync(reference, ct).ConfigureAwait(false))?.Id;

    private ConfFile Note() => new ConfFile()
        .Add("format", FormatVersion.BootGate.CurrentText)
        .Add("release", Release)
        .Add("at", parts.Host.Clock.Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
}

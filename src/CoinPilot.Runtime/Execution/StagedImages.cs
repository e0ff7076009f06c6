using CoinPilot.Hosts;
using CoinPilot.Releases;

namespace CoinPilot.Execution;

/// <summary>The images that staging built and pulled, written into the manifest.</summary>
public static class StagedImages
{
    /// <summary>From <c>stage</c>'s own report: image, service, reference, id, registry digest.</summary>
    public static ReleaseManifest Complete(ReleaseManifest manifest, HostFacts facts)
    {
        var images = facts.All("image").Select(line => line.Split(' ')).Where(parts => parts.Length >= 3)
            .ToDictionary(parts => parts[0], parts => parts);
        return manifest with
        {
            Services =
            [
                .. manifest.Services.Select(service => images.TryGetValue(service.Name, out var parts)
                    ? service with { Image = parts[1], ImageId = parts[2], RepoDigest = parts.ElementAtOrDefault(3) is { } digest && digest != "-" ? digest : null }
                    : service),
            ],
        };
    }

    /// <summary>From the release tags on the host: for a release that an earlier run staged.</summary>
    public static ReleaseManifest Complete(ReleaseManifest manifest, HostState host) => manifest with
    {
        Services =
        [
            .. manifest.Services.Select(service =>
                host.KeptImage(manifest.Release, service.Name) is { } id && service.ImageId is null
                    ? service with { ImageId = id }
                    : service),
        ],
    };
}

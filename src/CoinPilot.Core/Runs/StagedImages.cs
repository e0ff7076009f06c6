using CoinPilot.Hosts;
using CoinPilot.Protocol;
using CoinPilot.Releases;

namespace CoinPilot.Runs;

/// <summary>The images that staging built and pulled, written into the manifest.</summary>
public static class StagedImages
{
    /// <summary>From the host's own report.</summary>
    public static ReleaseManifest Complete(ReleaseManifest manifest, ImagesAnswer answer)
    {
        var images = answer.Images.ToDictionary(image => image.Service);
        return manifest with
        {
            Services =
            [
                .. manifest.Services.Select(service => images.TryGetValue(service.Name, out var image)
                    ? service with { Image = image.Reference, ImageId = image.Id, RepoDigest = image.RepoDigest }
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

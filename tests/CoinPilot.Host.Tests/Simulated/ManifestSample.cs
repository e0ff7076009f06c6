using System.Collections.Immutable;
using CoinPilot.Releases;

namespace CoinPilot.Simulated;

/// <summary>The manifest of a guarded release of <c>tiny</c>.</summary>
internal static class ManifestSample
{
    public static ReleaseManifest Of(string release, params ImmutableArray<ManifestService> services) => new()
    {
        Release = release,
        App = "tiny",
        ContentDigest = "1",
        StartPolicy = "guarded",
        MadeAt = DateTimeOffset.UnixEpoch,
        By = "mia",
        StableForSeconds = 10,
        StartBoundSeconds = 60,
        ConfirmWithinSeconds = 600,
        Objects = [],
        Services = services,
    };
}

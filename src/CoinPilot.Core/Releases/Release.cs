using System.Collections.Immutable;

namespace CoinPilot.Releases;

/// <summary>One immutable set of unit, Compose files, shipped content and images.</summary>
/// <param name="Files">Name in the release's folder → text; a shipped .env is not among them.</param>
public sealed record Release(ReleaseId Id, ReleaseManifest Manifest, ImmutableSortedDictionary<string, string> Files)
{
    public string Unit => Files[ReleaseFile.Unit];
}

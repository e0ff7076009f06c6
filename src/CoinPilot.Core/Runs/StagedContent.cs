using CoinPilot.Protocol;
using CoinPilot.Releases;

namespace CoinPilot.Runs;

/// <summary>What staging sends to the host.</summary>
/// <param name="Limit">How long the host may take: it pulls and builds.</param>
/// <param name="Settled">Told what is known of the images, as soon as it is.</param>
public sealed record StagedContent(
    Func<Func<RequestPayload, Task<ImagesAnswer>>, Task<ImagesAnswer>> SendAsync, TimeSpan Limit, Action<ReleaseManifest> Settled)
{
    /// <summary>For plans that stage nothing.</summary>
    public static readonly StagedContent None = new(
        _ => throw new InvalidOperationException("This plan has nothing to stage."), TimeSpan.FromMinutes(30), _ => { });
}

using System.Collections.Immutable;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Staging;

/// <summary>Where a release's images come from.</summary>
/// <param name="Pulls">References, each once.</param>
/// <param name="Builds">Services.</param>
/// <param name="Builders">By reference: the service whose build it is, made now or reused.</param>
/// <param name="Reused">Services whose image of the release before is taken.</param>
internal sealed record ImagePlan(
    ImmutableArray<string> Pulls, ImmutableArray<string> Builds, ImmutableDictionary<string, string> Builders, ImmutableHashSet<string> Reused)
{
    /// <param name="reused">Services that need no new image, and whose image of the release before is here.</param>
    public static ImagePlan Of(ReleaseConf conf, ImmutableHashSet<string> reused)
    {
        var built = conf.Images.Where(image => conf.Built.Contains(image.Key)).ToArray();
        var builders = built.GroupBy(image => image.Value).ToImmutableDictionary(group => group.Key, group => group.Last().Key);
        return new(
            [
                .. conf.Images
                    .Where(image => !conf.Built.Contains(image.Key) && !conf.NeverPulled.Contains(image.Key) && !builders.ContainsKey(image.Value) && !reused.Contains(image.Key))
                    .Select(image => image.Value).Distinct(),
            ],
            [.. built.Select(image => image.Key).Where(service => !reused.Contains(service))],
            builders,
            reused);
    }

    /// <summary>What the release's own tag of a service is made from, where it is neither pulled nor built: a tag, or the name itself.</summary>
    /// <param name="before">A service's tag of the release before.</param>
    /// <param name="now">A service's tag of this release.</param>
    public string SourceOf(string service, string reference, Func<string, string> before, Func<string, string> now) =>
        Reused.Contains(service) ? before(service)
        : !Builders.TryGetValue(reference, out var builder) ? reference
        : Reused.Contains(builder) ? before(builder)
        : now(builder);
}

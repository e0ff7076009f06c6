using CoinPilot.Agent.Observation;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Transaction;

/// <summary>The names that a release's images are kept by.</summary>
internal sealed class ReleaseTags(ReleaseShelf shelf, AppPlaces places)
{
    /// <summary>What a pending switch keeps for its way back.</summary>
    public const string Before = "before";

    /// <summary>What ran before the first release.</summary>
    public const string Foreign = "foreign";

    public string Of(string service, string release) =>
        shelf.ConfOf(release) is { HasExactTags: false }
            ? $"coinpilot/{places.App}/{service.ToLowerInvariant()}:{release}" // as it was made
            : places.Tag(service, release);

    /// <summary>The tags of all of a release's images: service → tag.</summary>
    public IEnumerable<KeyValuePair<string, string>> All(IEnumerable<KeyValuePair<string, string>> images, string release) =>
        images.Select(image => KeyValuePair.Create(image.Key, Of(image.Key, release)));

    /// <summary>The patterns that fit all tags of the app, or those of one release.</summary>
    public static IEnumerable<string> Patterns(AppName app, string? release = null)
    {
        var rest = release is null ? "*" : $"*:{release}";
        return [$"coinpilot/{app}/{rest}", $"coinpilot/{app}{ImageName.WrittenOut}{rest}"];
    }
}

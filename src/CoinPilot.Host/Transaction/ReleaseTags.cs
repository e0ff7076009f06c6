using CoinPilot.Agent.Observation;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Transaction;

/// <summary>The names that a release's images are kept by.</summary>
internal sealed class ReleaseTags(ReleaseShelf shelf, AppPlaces places)
{
    /// <summary>What a pending switch keeps for its way back.</summary>
    public const string Before = "before";

    /// <summary>What last passed a gate at a boot.</summary>
    public const string Proven = "proven";

    /// <summary>What ran before the first release.</summary>
    public const string Foreign = "foreign";

    /// <summary>As it was made: of an older release, without what tells <c>Web</c> from <c>web</c>.</summary>
    public string Of(string service, string release) => places.Tag(service, release, shelf.ConfOf(release));

    /// <summary>The patterns that fit all tags of the app, or those of one release.</summary>
    public static IEnumerable<string> Patterns(AppName app, string? release = null)
    {
        var rest = release is null ? "*" : $"*:{release}";
        return [$"coinpilot/{app}/{rest}", $"coinpilot/{app}{ImageName.WrittenOut}{rest}"];
    }
}

using System.Collections.Immutable;

namespace CoinPilot.Releases;

/// <summary>What the builds of an app have put into the engine's build cache: nothing else of it may go (D097).</summary>
/// <param name="Left">Of builds that are past, as far as it was still there.</param>
/// <param name="Builds">What the last builds made or used, oldest first.</param>
public sealed record BuildCacheLedger(ImmutableArray<string> Left, ImmutableArray<ImmutableArray<string>> Builds)
{
    /// <summary>The builds whose cache stays.</summary>
    public const int KeptBuilds = 3;

    /// <summary>What their cache may take; the last one's stays in any case.</summary>
    public const long MostBytes = 5L << 30;

    public static readonly BuildCacheLedger Empty = new([], []);

    /// <summary>Throws <see cref="UnknownFormatException"/>.</summary>
    public static BuildCacheLedger Parse(string text)
    {
        var conf = ConfFile.Parse(text);
        FormatVersion.BuildCache.Demand(conf["format"], "the list of the build cache");
        return new(Words(conf["left"] ?? ""), [.. (conf["builds"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries).Select(Words)]);
    }

    /// <summary>After one more build.</summary>
    /// <param name="before">The cache's entries before it.</param>
    /// <param name="after">The entries after it.</param>
    /// <param name="begun">When it began: an entry of ours that was used since then was used by it.</param>
    public BuildCacheLedger Built(IEnumerable<CacheEntry> before, IEnumerable<CacheEntry> after, DateTimeOffset begun)
    {
        var known = before.Select(entry => entry.Id).ToHashSet(StringComparer.Ordinal);
        var ours = Left.Concat(Builds.SelectMany(build => build)).ToHashSet(StringComparer.Ordinal);
        ImmutableArray<string> own = [.. after.Where(entry => !known.Contains(entry.Id) || (ours.Contains(entry.Id) && entry.LastUsedAt >= begun)).Select(entry => entry.Id)];
        return this with { Builds = [.. Builds, own] };
    }

    /// <summary>What may go, and the list without the builds that it is of.</summary>
    /// <param name="here">The cache's entries now.</param>
    public (ImmutableArray<string> Due, BuildCacheLedger Kept) Bounded(IEnumerable<CacheEntry> here)
    {
        var sizes = here.GroupBy(entry => entry.Id, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First().Bytes, StringComparer.Ordinal);
        HashSet<string> kept = new(StringComparer.Ordinal);
        var count = 0;
        foreach (var build in Builds.Reverse().Take(KeptBuilds))
        {
            var with = kept.Union(build).Where(sizes.ContainsKey).ToHashSet(StringComparer.Ordinal);
            if (count > 0 && with.Sum(id => sizes[id]) > MostBytes)
            {
                break;
            }

            kept = with;
            count++;
        }

        ImmutableArray<string> due = [.. Left.Concat(Builds.SelectMany(build => build)).Distinct(StringComparer.Ordinal).Where(id => sizes.ContainsKey(id) && !kept.Contains(id))];
        return (due, new(due, [.. Builds[^count..].Select(build => ImmutableArray.CreateRange(build.Where(sizes.ContainsKey)))]));
    }

    public override string ToString() => new ConfFile()
        .Add("format", FormatVersion.BuildCache.CurrentText)
        .Add("left", string.Join(' ', Left))
        .Add("builds", string.Join(';', Builds.Select(build => string.Join(' ', build))))
        .ToString();

    private static ImmutableArray<string> Words(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
}

/// <summary>One entry of the engine's build cache.</summary>
/// <param name="Bytes">What goes with it; 0 for what an image shares.</param>
public sealed record CacheEntry(string Id, long Bytes, DateTimeOffset LastUsedAt);

using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Hosts;
using CoinPilot.Releases;

namespace CoinPilot.Health;

/// <summary>How often each container was started again, and when last, by the time that the host is up: nobody sets that clock.</summary>
public sealed record TendMemory(ImmutableSortedDictionary<string, TendMemory.Tries> Containers)
{
    public static readonly TendMemory Empty = new(ImmutableSortedDictionary<string, Tries>.Empty.WithComparers(StringComparer.Ordinal));

    private static readonly TimeSpan First = TimeSpan.FromMinutes(1);

    // A look that comes somewhat early counts, too.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    public sealed record Tries(int Count, TimeSpan Last)
    {
        /// <summary>1, 2, 4, … 30 minutes.</summary>
        public TimeSpan Pause => Count > 5 ? Longest : First * (1 << (Count - 1));
    }

    /// <summary>Throws <see cref="UnknownFormatException"/>. What can't be read is left out.</summary>
    public static TendMemory Parse(string text)
    {
        var conf = ConfFile.Parse(text);
        FormatVersion.TendMemory.Demand(conf["format"], "what was started again");
        return Empty with
        {
            Containers = Empty.Containers.AddRange(
                from pair in ReleaseConf.ReadImages(conf["tries"])
                let parts = pair.Value.Split('@')
                where parts.Length == 2
                let count = int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0
                let last = long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : -1
                where count > 0 && last >= 0
                select KeyValuePair.Create(pair.Key, new Tries(count, TimeSpan.FromSeconds(last)))),
        };
    }

    /// <summary>Whether it may be started now. What the engine took along has not failed: that costs it no pause, unless it was tried since.</summary>
    public bool IsDue(ContainerState container, TimeSpan now, DateTimeOffset wall) =>
        !Containers.TryGetValue(container.Name, out var tries)
        || now - tries.Last >= tries.Pause - Slack
        || (container is { EndedWithEngine: true, FinishedAt: { } ended } && now - tries.Last > wall - ended);

    public TendMemory Tried(string container, TimeSpan now) =>
        this with { Containers = Containers.SetItem(container, new((Containers.GetValueOrDefault(container)?.Count ?? 0) + 1, now)) };

    /// <summary>Without those that run for twice as long as the pause was: they are well again; and without those that are gone.</summary>
    public TendMemory Without(IReadOnlyCollection<string> there, IReadOnlyCollection<string> running, TimeSpan now) =>
        this with { Containers = Containers.RemoveRange(Containers.Where(one => !there.Contains(one.Key) || (running.Contains(one.Key) && now - one.Value.Last >= 2 * one.Value.Pause)).Select(one => one.Key)) };

    public override string ToString() => new ConfFile()
        .Add("format", FormatVersion.TendMemory.CurrentText)
        .Add("tries", string.Join(' ', Containers.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Key}={one.Value.Count}@{(long)one.Value.Last.TotalSeconds}"))))
        .ToString();
}

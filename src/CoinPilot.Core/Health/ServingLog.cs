using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Hosts;

namespace CoinPilot.Health;

/// <summary>What was seen of a stack's containers since a switch began. Each line stands for itself: several programs write it, and the same thing may stand there twice.</summary>
/// <param name="Release">What was switched to.</param>
public sealed record ServingLog(string Release, DateTimeOffset Begun, ImmutableArray<ServingLine> Lines)
{
    private const string Head = "format 1";

    /// <summary>The first text: the containers that serve before anything is changed.</summary>
    public static string Begin(string release, DateTimeOffset at, IEnumerable<ContainerState> containers) => string.Concat(
        [$"{Head} {release} {at.UtcTicks.ToString(CultureInfo.InvariantCulture)}\n", .. containers.Where(Serves).Select(one => ServingLine.Was(one, at).ToString())]);

    /// <summary>Null for a text that is none of this version's. A line that was cut off is left out.</summary>
    public static ServingLog? TryParse(string text)
    {
        var lines = text.Split('\n');
        return lines[0].Split(' ') is ["format", "1", var release, var ticks] && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            ? new(release, new(at, TimeSpan.Zero), [.. lines.Skip(1).SkipLast(1).Select(ServingLine.TryParse).OfType<ServingLine>().Distinct()])
            : null;
    }

    /// <summary>It is up and, where it has a healthcheck, healthy.</summary>
    public static bool Serves(ContainerState container) => container is { Status: "running", Health: "" or "healthy", IsOneOff: false };
}

/// <summary>What happened to a container.</summary>
public enum ServingEvent
{
    /// <summary>It served when the log began; its time is that of its last start.</summary>
    Was,

    /// <summary>It was started, and has no healthcheck.</summary>
    Started,

    /// <summary>It was started, and serves once it is healthy.</summary>
    Starting,

    Healthy,

    Ended,
}

/// <summary>One line of a <see cref="ServingLog"/>.</summary>
public sealed record ServingLine(DateTimeOffset At, ServingEvent Event, string Container, string Service)
{
    public static ServingLine Was(ContainerState container, DateTimeOffset now) =>
        new(container.StartedAt <= now ? container.StartedAt : now, ServingEvent.Was, container.Id, container.Service);

    public static ServingLine? TryParse(string line) =>
        line.Split(' ') is [var ticks, var word, var container, var service]
        && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
        && Enum.TryParse<ServingEvent>(word, ignoreCase: true, out var happened)
            ? new(new(at, TimeSpan.Zero), happened, container, service)
            : null;

    public override string ToString() => $"{At.UtcTicks.ToString(CultureInfo.InvariantCulture)} {Event.ToString().ToLowerInvariant()} {Container} {Service}\n";
}

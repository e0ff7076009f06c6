using System.Collections.Immutable;
using CoinPilot.Hosts;

namespace CoinPilot.Health;

/// <summary>How long each service was down, out of what was seen of its containers; pure (D102).</summary>
/// <remarks>What was seen must end where the containers are now: else something was missed, and nobody knows.</remarks>
public static class MeasuredDown
{
    /// <summary>The services that served before and whose containers were replaced or restarted, by name.</summary>
    /// <param name="services">Those of the release that runs now: what it does not have is gone for good.</param>
    /// <param name="log">Null where it was lost: then nothing is known of any.</param>
    /// <param name="containers">As they are now.</param>
    public static ImmutableArray<ServiceDown> Of(IEnumerable<string> services, ServingLog? log, ImmutableArray<ContainerState> containers, DateTimeOffset now) => log is null
        ? [.. services.Order(StringComparer.Ordinal).Select(service => new ServiceDown(service, null))]
        : [.. services.Order(StringComparer.Ordinal).Select(service => Of(
            service, [.. log.Lines.Where(line => line.Service == service)], [.. containers.Where(one => one.Service == service && !one.IsOneOff)], now)).OfType<ServiceDown>()];

    private static ServiceDown? Of(string service, ImmutableArray<ServingLine> lines, ImmutableArray<ContainerState> containers, DateTimeOffset now)
    {
        var before = lines.Where(line => line.Event == ServingEvent.Was).ToArray();
        if (before.Length == 0 || IsUntouched(before, lines, containers))
        {
            return null;
        }

        Replay replay = new(before);
        foreach (var line in lines.Where(line => line.Event != ServingEvent.Was).OrderBy(line => line.At))
        {
            replay.Take(line);
        }

        return replay.End(service, containers, now);
    }

    private static bool IsUntouched(ServingLine[] before, ImmutableArray<ServingLine> lines, ImmutableArray<ContainerState> containers) =>
        lines.All(line => line.Event is ServingEvent.Was or ServingEvent.Healthy)
        && before.All(line => containers.Any(one => one.Id == line.Container && one.Status == "running" && one.StartedAt == line.At));

    private sealed class Replay(ServingLine[] before)
    {
        // Each with its last start.
        private readonly Dictionary<string, DateTimeOffset> begun = before.DistinctBy(line => line.Container).ToDictionary(line => line.Container, line => line.At);
        private readonly HashSet<string> up = [.. before.Select(line => line.Container)];
        private readonly HashSet<string> starting = [];
        private TimeSpan total;
        private DateTimeOffset? since;
        private bool isLost;

        public void Take(ServingLine line)
        {
            switch (line.Event)
            {
                case ServingEvent.Started:
                    Begin(line);
                    Up(line);
                    break;
                case ServingEvent.Starting:
                    Begin(line);
                    starting.Add(line.Container);
                    break;
                case ServingEvent.Healthy:
                    // One that was up before is healthy again: it had not ended.
                    isLost |= !up.Contains(line.Container) && !starting.Remove(line.Container);
                    Up(line);
                    break;
                default:
                    starting.Remove(line.Container);
                    if (up.Remove(line.Container) && up.Count == 0)
                    {
                        since = line.At;
                    }

                    break;
            }
        }

        public ServiceDown End(string service, ImmutableArray<ContainerState> containers, DateTimeOffset now)
        {
            isLost |= up.Any(id => !containers.Any(one => one.Id == id && one.Status == "running" && one.StartedAt <= begun[id]))
                || containers.Any(one => ServingLog.Serves(one) && !up.Contains(one.Id));
            var spent = since is { } at && now > at ? total + (now - at) : total;
            return new(service, isLost ? null : spent.TotalSeconds, isLost || since is null);
        }

        // One that starts had ended before.
        private void Begin(ServingLine line)
        {
            isLost |= up.Contains(line.Container) || starting.Contains(line.Container);
            begun[line.Container] = line.At;
        }

        private void Up(ServingLine line)
        {
            up.Add(line.Container);
            if (since is { } at)
            {
                total += line.At - at;
                since = null;
            }
        }
    }
}

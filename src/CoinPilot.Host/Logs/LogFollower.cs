using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Serving;
using CoinPilot.Logs;
using CoinPilot.Protocol;

namespace CoinPilot.Agent.Logs;

/// <summary>What services write, as it comes, until nobody wants it any more: containers that are made or started anew are followed too.</summary>
internal sealed class LogFollower(HostParts host, ReadableContainers containers, VerbContext context)
{
    private const int LongestLine = 3900;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    // What is written while a container is looked for again is read then; the client leaves out what it has.
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(3);

    private readonly Dictionary<string, Task> followed = [];

    /// <summary>Ends with its token only.</summary>
    public async Task RunAsync(DateTimeOffset since, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            while (true)
            {
                await FollowNewAsync(since, stop.Token).ConfigureAwait(false);
                since = host.Clock.Now - Overlap;
                await host.Clock.DelayAsync(BetweenLooks, stop.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            // Whatever has ended it: nobody follows on.
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(followed.Values).ConfigureAwait(false);
        }
    }

    private async Task FollowNewAsync(DateTimeOffset since, CancellationToken ct)
    {
        foreach (var over in followed.Where(one => one.Value.IsCompleted).ToArray())
        {
            await over.Value.ConfigureAwait(false);
            followed.Remove(over.Key);
        }

        try
        {
            foreach (var container in await containers.FindAsync(all: false, ct).ConfigureAwait(false))
            {
                if (!followed.ContainsKey(container.Id))
                {
                    followed.Add(container.Id, FollowAsync(container, since, ct));
                }
            }
        }
        catch (DockerSilentException)
        {
            // It may be restarted right now: the next look asks again.
        }
    }

    // Until the container stops.
    private async Task FollowAsync(ReadableContainer container, DateTimeOffset since, CancellationToken ct)
    {
        try
        {
            await foreach (var line in host.Docker.LogsAsync(container.Id, since, tail: null, follow: true, withTimes: true, ct).ConfigureAwait(false))
            {
                await context.Tell(new LogWritten(LogLine.Parse($"{container.Name} {Cut(line)}"))).ConfigureAwait(false);
            }
        }
        catch (DockerSilentException)
        {
            // The next look follows it again, if it still runs.
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Who has cancelled ends all of it.
        }
    }

    private static string Cut(string line) =>
        line.Length <= LongestLine ? line : $"{line[..(char.IsHighSurrogate(line[LongestLine - 1]) ? LongestLine - 1 : LongestLine)]} [cut]";
}

using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Serving;
using CoinPilot.Agent.Time;
using CoinPilot.Logs;
using CoinPilot.Protocol;

namespace CoinPilot.Agent.Logs;

/// <summary>What the services wrote, container by container; or what they write, as it comes.</summary>
internal sealed class LogsVerb(HostParts host, VerbContext context)
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(5);

    public async Task<NoAnswer> RunAsync(LogsRequest request, CancellationToken ct)
    {
        var now = host.Clock.Now;
        await context.Tell(new LogBegan(DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()))).ConfigureAwait(false);
        DateTimeOffset? since = request.Since is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
        ReadableContainers containers = new(host.Docker, context.Scope.Project, request.Services);
        if (request.Follow)
        {
            await new LogFollower(host, containers, context).RunAsync(since ?? now, ct).ConfigureAwait(false);
            return NoAnswer.Instance;
        }

        foreach (var container in await ThereAsync(containers, ct).ConfigureAwait(false))
        {
            await TellAsync(container, since, request.Tail, ct).ConfigureAwait(false);
        }

        return NoAnswer.Instance;
    }

    // An engine that is away has no logs to show.
    private static async Task<IEnumerable<ReadableContainer>> ThereAsync(ReadableContainers containers, CancellationToken ct)
    {
        try
        {
            return await containers.FindAsync(all: true, ct).ConfigureAwait(false);
        }
        catch (DockerSilentException)
        {
            return [];
        }
    }

    private async Task TellAsync(ReadableContainer container, DateTimeOffset? since, int? tail, CancellationToken ct)
    {
        try
        {
            await host.Clock.WithinAsync(Bound, ReadAsync, ct).ConfigureAwait(false);
        }
        catch (Exception error) when (error is DockerSilentException or TimeoutException)
        {
            await context.Tell(new LogWritten(new(container.Name, "", "- [not all of it could be read]"))).ConfigureAwait(false);
        }

        async Task<bool> ReadAsync(CancellationToken stop)
        {
            await foreach (var line in host.Docker.LogsAsync(container.Id, since, tail, follow: false, withTimes: true, stop).ConfigureAwait(false))
            {
                await context.Tell(new LogWritten(LogLine.Parse($"{container.Name} {line}"))).ConfigureAwait(false);
            }

            return true;
        }
    }
}

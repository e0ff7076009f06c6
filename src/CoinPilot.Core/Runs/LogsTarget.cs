using System.Collections.Immutable;
using CoinPilot.Logs;
using CoinPilot.Planning;
using CoinPilot.Protocol;
using CoinPilot.Reporting;

namespace CoinPilot.Runs;

/// <summary>Which logs are wanted.</summary>
/// <param name="Services">None means everybody's.</param>
/// <param name="Since">How far back; null for no bound.</param>
/// <param name="Tail">How many lines of each container; null for the usual number, or for all since then.</param>
public sealed record LogsWanted(ImmutableArray<string> Services, TimeSpan? Since, int? Tail, bool Follow);

/// <summary>What the services wrote, in the order of time, and what they are writing.</summary>
public sealed class LogsTarget(HostRun run, LogsWanted wanted)
{
    private const int DefaultLines = 100;

    // A line that carries the time of its beginning may arrive a moment after others.
    private const int Overlap = 2;

    // To be put into the order of time they have to be held all at once.
    private const long MostCharacters = 64 * 1024 * 1024;

    private readonly RecentLines seen = new();

    public async Task RunAsync(CancellationToken ct)
    {
        var look = await run.ObserveAsync([], ct).ConfigureAwait(false);
        var there = ServicesThere(look);
        DemandThere(look, there);
        var width = (wanted.Services.IsEmpty ? there : wanted.Services).Select(service => service.Length).DefaultIfEmpty(0).Max();
        try
        {
            var begun = await ShowPastAsync(look, width, ct).ConfigureAwait(false);
            if (wanted.Follow)
            {
                await FollowAsync(look.Host, begun, width, ct).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (wanted.Follow && ct.IsCancellationRequested)
        {
            // It is how following ends.
        }
        catch (ContactLostException lost)
        {
            throw new DeploymentException(lost.Message, FailureKind.Failed, lost);
        }
    }

    // When the host began to tell, in seconds of its own clock.
    private async Task<long> ShowPastAsync(HostLook look, int width, CancellationToken ct)
    {
        List<LogLine> past = [];
        var held = 0L;
        var begun = look.State.Now.ToUnixTimeSeconds();
        long? since = wanted.Since is { } time ? begun - (long)time.TotalSeconds : null;
        await look.Host.LogsAsync(new(wanted.Services, since, wanted.Tail ?? (since is null ? DefaultLines : null), Follow: false), Remember, ct).ConfigureAwait(false);
        foreach (var line in past.OrderBy(line => line.Stamp, StringComparer.Ordinal).Where(seen.Add))
        {
            Show(line, width);
        }

        return begun;

        void Remember(AgentEvent told)
        {
            if (told is LogWritten { Line: var line })
            {
                held += line.Service.Length + line.Stamp.Length + line.Text.Length;
                if (held > MostCharacters)
                {
                    throw new DeploymentException(
                        $"These are more than {MostCharacters / 1024 / 1024} MiB of logs. Ask for less: a shorter --since, --tail LINES, or --service NAME.", FailureKind.BadInput);
                }

                past.Add(line);
            }
            else if (told is LogBegan { Now: var now })
            {
                begun = now.ToUnixTimeSeconds();
            }
        }
    }

    private async Task FollowAsync(HostClient host, long begun, int width, CancellationToken ct)
    {
        LogFollower follower = new(line => Show(line, width), SayLeftOut, run.Clock);
        await follower.ShowAsync(host.LogsAsync(new(wanted.Services, begun - Overlap, Tail: null, Follow: true), Take, ct)).ConfigureAwait(false);

        void Take(AgentEvent told)
        {
            if (told is LogWritten { Line: var line } && seen.Add(line))
            {
                follower.Add(line);
            }
        }
    }

    private void SayLeftOut(long lines) =>
        run.Reporter.Line("logs", LineStatus.Warn, $"{lines} lines were left out here: the services write faster than this screen shows");

    private void Show(LogLine line, int width) => run.Reporter.Listing("logs", LogText.Of(line, width, run.Clock.LocalTimeZone), [LogText.JsonOf(line)]);

    private void DemandThere(HostLook look, ImmutableArray<string> there)
    {
        if (there.IsEmpty)
        {
            throw new DeploymentException($"Nothing of {run.About.App} runs on {look.Host.Description}: there are no logs. Next: {Commands.DeployUnit}", FailureKind.BadInput);
        }

        foreach (var wrong in wanted.Services.Where(service => !there.Contains(service)))
        {
            throw new DeploymentException(
                $"--service: there is no service '{wrong}' in {run.About.App} on {look.Host.Description}{(Suggestion.For(wrong, there) is { } near ? $"; did you mean {near}?" : ".")} It has: {string.Join(", ", there)}",
                FailureKind.BadInput);
        }
    }

    private static ImmutableArray<string> ServicesThere(HostLook look) =>
        [.. (Planner.ReadableCurrentOf(look.State)?.Services.Select(service => service.Name) ?? []).Concat(look.State.Containers.Select(container => container.Service)).Distinct()];
}

using System.Collections.Immutable;
using CoinPilot.CommandLine;
using CoinPilot.Logs;
using CoinPilot.Planning;
using CoinPilot.Protocol;
using CoinPilot.Reporting;
using CoinPilot.Runs;
using CoinPilot.Ssh;

namespace CoinPilot.Execution;

/// <summary>What the services wrote, in the order of time, and what they are writing.</summary>
public sealed partial class Pipeline
{
    private const int DefaultLines = 100;

    // A line that carries the time of its beginning may arrive a moment after others.
    private const int Overlap = 2;

    // To be put into the order of time they have to be held all at once.
    private const long MostCharacters = 64 * 1024 * 1024;

    public Task LogsAsync(CancellationToken ct) => Guard("logs", async () =>
    {
        await ObserveAsync([], ct).ConfigureAwait(false);
        var services = ServicesWanted();
        using var stopped = WorkflowCommands.Stopped(reporter, Caller.IsGitHub);
        try
        {
            await ShowLogsAsync(services, ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (options.Follow && ct.IsCancellationRequested)
        {
            // It is how following ends.
        }
        catch (ContactLostException lost)
        {
            throw new DeploymentException(lost.Message, ExitStatus.Failure, lost);
        }
    }, ct);

    private async Task ShowLogsAsync(ImmutableArray<string> services, CancellationToken ct)
    {
        RecentLines seen = new();
        List<LogLine> past = [];
        var held = 0L;
        var width = (services.IsEmpty ? ServicesThere() : services).Select(service => service.Length).DefaultIfEmpty(0).Max();
        var begun = state!.Now.ToUnixTimeSeconds();
        long? since = options.Since is { } time ? begun - (long)time.TotalSeconds : null;
        await host!.LogsAsync(new(services, since, options.Tail ?? (since is null ? DefaultLines : null), Follow: false), Remember, ct).ConfigureAwait(false);
        foreach (var line in past.OrderBy(line => line.Stamp, StringComparer.Ordinal).Where(seen.Add))
        {
            Show(line);
        }

        if (options.Follow)
        {
            LogFollower follower = new(Show, SayLeftOut, clock);
            await follower.ShowAsync(host.LogsAsync(new(services, begun - Overlap, Tail: null, Follow: true), told => Follow(follower, told), ct)).ConfigureAwait(false);
        }

        void Remember(AgentEvent told)
        {
            if (told is LogWritten { Line: var line })
            {
                held += line.Service.Length + line.Stamp.Length + line.Text.Length;
                if (held > MostCharacters)
                {
                    throw new DeploymentException(
                        $"These are more than {MostCharacters / 1024 / 1024} MiB of logs. Ask for less: a shorter --since, --tail LINES, or --service NAME.", ExitStatus.BadInput);
                }

                past.Add(line);
            }
            else if (told is LogBegan { Now: var now })
            {
                begun = now.ToUnixTimeSeconds();
            }
        }

        void Follow(LogFollower follower, AgentEvent told)
        {
            if (told is LogWritten { Line: var line } && seen.Add(line))
            {
                follower.Add(line);
            }
        }

        void SayLeftOut(long lines) =>
            reporter.Line("logs", LineStatus.Warn, $"{lines} lines were left out here: the services write faster than this screen shows");

        void Show(LogLine line) => reporter.Listing("logs", LogText.Of(line, width, clock.LocalTimeZone), [LogText.JsonOf(line)]);
    }

    private ImmutableArray<string> ServicesWanted()
    {
        var there = ServicesThere();
        if (there.IsEmpty)
        {
            throw new DeploymentException($"Nothing of {options.App} runs on {host!.Description}: there are no logs. Next: {Commands.DeployUnit}", ExitStatus.BadInput);
        }

        foreach (var wrong in options.Services.Where(service => !there.Contains(service)))
        {
            throw new DeploymentException(
                $"--service: there is no service '{wrong}' in {options.App} on {host!.Description}{(Suggestion.For(wrong, there) is { } near ? $"; did you mean {near}?" : ".")} It has: {string.Join(", ", there)}",
                ExitStatus.BadInput);
        }

        return options.Services;
    }

    private ImmutableArray<string> ServicesThere()
    {
        return [.. (Planner.CurrentOf(state!)?.Services.Select(service => service.Name) ?? []).Concat(state!.Containers.Select(container => container.Service)).Distinct()];
    }
}

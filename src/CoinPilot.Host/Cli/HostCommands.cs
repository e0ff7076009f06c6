using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Transaction;
using CoinPilot.Protocol;
using CoinPilot.Releases;
using CoinPilot.Reporting;
using CoinPilot.Runs;

namespace CoinPilot.Agent.Cli;

/// <summary>The commands that a person types on the host: the same targets as the client's, on the agent that runs them.</summary>
internal sealed class HostCommands(HostParts host, Typed typed)
{
    // Images that are gone may have to come from a registry, or be built again.
    private static readonly TimeSpan FetchLimit = TimeSpan.FromMinutes(30);

    /// <summary>The exit code, as for the client's targets.</summary>
    public static async Task<int> RunAsync(HostParts host, string[] words)
    {
        try
        {
            var typed = Typed.Parse(words);
            if (Environment.UserName != "root")
            {
                throw new VerbFailedException(FailureKind.BadInput, "coinpilot looks at Docker, systemd and files of root, and you are not root", $"sudo coinpilot {string.Join(' ', words)}");
            }

            return typed is { Word: "revert", Mode: not RevertMode.Asked }
                ? await RevertCommand.RunAsync(host, typed.App ?? "coinpilot", typed.Unit, typed.Mode).ConfigureAwait(false)
                : await new HostCommands(host, typed).RunAsync().ConfigureAwait(false);
        }
        catch (VerbFailedException failed)
        {
            await Console.Error.WriteLineAsync(failed.Failure.ToString()).ConfigureAwait(false);
            return failed.Failure.ExitCode;
        }
        catch (UnknownFormatException later)
        {
            await Console.Error.WriteLineAsync(later.Message).ConfigureAwait(false);
            return later.ExitStatus;
        }
    }

    private async Task<int> RunAsync()
    {
        var app = AppsHere.Choose(host.Files, typed.App);
        Commands.SpeakOnHost(app.Text);
        using CancellationTokenSource stop = new();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        var scope = ScopeOf(app);
        IReporter reporter = typed.IsJson ? new JsonReporter(Console.Out, TimeProvider.System) : new PlainReporter(Console.Out, TimeProvider.System);
        await using LocalAgent agent = new(new AgentVerbs(host, isJob: false), scope);
        await using HostRun run = new(new(app, scope.Unit), _ => Task.FromResult<IHostAgent>(agent), reporter, TimeProvider.System);
        Phase phase = new(reporter, run.Touch, error => error.Message);
        try
        {
            return await RunAsync(run, phase, stop.Token).ConfigureAwait(false);
        }
        catch (DeploymentException error)
        {
            return error.ExitStatus;
        }
    }

    private async Task<int> RunAsync(HostRun run, Phase phase, CancellationToken ct)
    {
        switch (typed.Word)
        {
            case "status":
                await phase.RunAsync("status", () => new StatusTarget(run).RunAsync(ct), ct).ConfigureAwait(false);
                break;
            case "releases":
                await phase.RunAsync("releases", () => new ReleasesTarget(run).RunAsync(ct), ct).ConfigureAwait(false);
                break;
            case "history":
                await phase.RunAsync("history", () => new HistoryTarget(run, typed.Tail).RunAsync(ct), ct).ConfigureAwait(false);
                break;
            case "logs":
                await phase.RunAsync("logs", () => new LogsTarget(run, new(typed.Services, null, typed.Tail, typed.IsFollowing)).RunAsync(ct), ct).ConfigureAwait(false);
                break;
            case "check":
                return await CheckAsync(run, phase, ct).ConfigureAwait(false);
            case "notify-test":
                await phase.RunAsync("notify", () => new TestNotificationTarget(run).RunAsync(ct), ct).ConfigureAwait(false);
                break;
            case "rollback":
                await phase.RunAsync("rollback", () => new RollbackTarget(run, typed.Release, FetchLimit, phase) { AcceptedData = typed.AcceptedData }.RunAsync(ct), ct).ConfigureAwait(false);
                break;
            case "restore":
                await phase.RunAsync("restore", () => new RollbackTarget(run, Installed(run.About.App), FetchLimit, phase) { AcceptedData = typed.AcceptedData }.RunAsync(ct), ct).ConfigureAwait(false);
                break;
            default:
                var verdict = await new RevertTarget(run, null, null).RunAsync().ConfigureAwait(false);
                return verdict.ExitStatus;
        }

        return ExitStatus.Success;
    }

    // Both are told, whatever the first one finds.
    private static async Task<int> CheckAsync(HostRun run, Phase phase, CancellationToken ct)
    {
        var worst = ExitStatus.Success;
        foreach (var (name, work) in ((string, Func<Task>)[])[("status", () => new StatusTarget(run).RunAsync(ct)), ("rehearse", () => new RehearsalTarget(run).RunAsync(ct))])
        {
            try
            {
                await phase.RunAsync(name, work, ct).ConfigureAwait(false);
            }
            catch (ReportedException error)
            {
                worst = Math.Max(worst, error.ExitStatus);
            }
        }

        return worst;
    }

    // Of a switch that is pending: what it would go back to.
    private string Installed(AppName app)
    {
        TransactionParts parts = new(host, new(ScopeOf(app), null, _ => ValueTask.CompletedTask));
        return parts.Pending?.Old ?? parts.Installed.Current;
    }

    private AgentScope ScopeOf(AppName app)
    {
        AgentScope scope = new(app.Text, typed.Unit, app.Text, Environment.GetEnvironmentVariable("SUDO_USER") ?? "root", Environment.MachineName);
        TransactionParts parts = new(host, new(scope, null, _ => ValueTask.CompletedTask));
        return scope with { Unit = parts.Places.Unit, Project = parts.Shelf.ConfOf(parts.Installed.Current) is { Project: { Length: > 0 } project } ? project : app.Text };
    }
}

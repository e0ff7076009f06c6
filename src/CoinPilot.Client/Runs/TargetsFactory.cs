using CoinPilot.CommandLine;
using CoinPilot.Compose.Variables;
using CoinPilot.Transport;
using CoinPilot.Lab;
using CoinPilot.Stack;
using CoinPilot.Options;
using CoinPilot.Planning;
using CoinPilot.Reporting;
using Spectre.Console;

namespace CoinPilot.Runs;

/// <summary>The targets for the parameters of one run, with their real parts.</summary>
public static class TargetsFactory
{
    /// <summary>Throws <see cref="DeploymentException"/> (exit 2) on parameters that make no sense.</summary>
    /// <param name="name">The first target that was asked for.</param>
    /// <param name="reach">The last phase of a deployment that runs.</param>
    /// <param name="isWhole">All phases of a deployment run.</param>
    /// <param name="bringUpLab">Without a host the lab is brought up; else it must be up.</param>
    /// <param name="takesAnyAgent">Whichever agent is on the host will do: nothing is published or sent as long as one is there that understands us.</param>
    public static Targets Create(RunParameters given, string name, PlanPhase reach, bool isWhole, bool bringUpLab, bool takesAnyAgent)
    {
        var options = OptionsReader.Read(given);
        var target = OptionsReader.Target(given);
        var log = LogOf(options, name);
        var reporter = Reporter(given, log);
        AgentPublisher agents = new(given.RootDirectory, line => reporter.Line("connect", LineStatus.Info, line));
        var isKeyJudged = false;
        Targets targets = new(options, Connect, reporter, TimeProvider.System, new(reach, isWhole, HostIsGiven: target is not null, log?.Path));
        OperatorSignals.Leaving = targets.Leave;
        return targets;

        async Task<IHostAgent> Connect(CancellationToken ct)
        {
            target ??= await LabTargetAsync(given, reporter, bringUpLab, ct).ConfigureAwait(false);
            if (!isKeyJudged && LoginKey.OpenToOthers(target.KeyFile) is { } warning)
            {
                reporter.Line("connect", LineStatus.Warn, warning);
            }

            isKeyJudged = true;
            AgentConnection agent = new(
                await new SshConnector().ConnectAsync(target, ct).ConfigureAwait(false),
                new(options.App, options.UnitName, target.User, options.By, options.From),
                agents,
                takesAnyAgent);
            return log is null ? agent : new LoggedAgent(agent, log, TimeProvider.System);
        }
    }

    public static LabTargets Lab(RunParameters given) => new(given.RootDirectory, Reporter(given));

    private static async Task<SshTarget> LabTargetAsync(RunParameters given, Reporters reporter, bool bringUp, CancellationToken ct)
    {
        OptionsReader.RefuseLabToWorkflow();
        var embedded = new EmbeddedHost(new LocalLab(given.RootDirectory, Say), Say);
        var host = await (bringUp ? embedded.BringUpAsync(ct) : embedded.FindAsync(ct)).ConfigureAwait(false);
        return host.ToTarget();

        void Say(string line) => reporter.Line("lab", LineStatus.Info, line);
    }

    // A checkout that can't be written keeps no run from its end.
    private static RunLog? LogOf(DeploymentOptions options, string name)
    {
        try
        {
            var values = options.EnvFile is { } file && SourceFile.Read(file, out _) is { } bytes ? ValueMask.Of([SmallFile.Decode(bytes) ?? ""], []) : ValueMask.None;
            return RunLog.Open(Path.Combine(options.ArtifactsFolder, "logs"), name, values, TimeProvider.System);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"this run has no log: {error.Message}");
            return null;
        }
    }

    private static Reporters Reporter(RunParameters given, RunLog? log = null)
    {
        List<(string, IReporter)> all = [("the screen", given.Json ? new JsonReporter(Console.Out, TimeProvider.System) : OnScreen())];
        if (GitHubRun.Detect() is { } run)
        {
            all.Add(("the job's summary", new JobSummary(run, TimeProvider.System)));
        }

        if (log is not null)
        {
            all.Add(("the run's log", log));
        }

        if (given.Report is { Length: > 0 } file)
        {
            all.Add(($"the report {file}", new ReportFile(InputPath.Resolve(file, given.RootDirectory), TimeProvider.System)));
        }

        Reporters reporters = new(Console.Error, [.. all]);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => reporters.End();
        return reporters;
    }

    private static ConsoleReporter OnScreen()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Interactive = InteractionSupport.No });

        // Nobody wraps a line: one that was cut at some width cannot be searched or copied, and what a container wrote there would
        // begin a line of ours, or a command to the runner. A terminal breaks what is too long for it by itself.
        var width = console.Profile.Width;
        console.Profile.Width = 1 << 28;
        return new(console, TimeProvider.System, Caller.IsGitHub) { ScreenWidth = width };
    }
}

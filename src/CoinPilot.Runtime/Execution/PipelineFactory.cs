using CoinPilot.CommandLine;
using CoinPilot.Host;
using CoinPilot.Host.Agent;
using CoinPilot.Host.Shell;
using CoinPilot.Lab;
using CoinPilot.Reporting;
using CoinPilot.Ssh;
using Spectre.Console;

namespace CoinPilot.Execution;

/// <summary>A pipeline for the parameters of one run, with its real parts.</summary>
public static class PipelineFactory
{
    /// <summary>Throws <see cref="DeploymentException"/> (exit 2) on parameters that make no sense.</summary>
    /// <param name="whole">All phases of a deployment run.</param>
    /// <param name="bringUpLab">Without a host the lab is brought up; else it must be up.</param>
    public static Pipeline Create(PipelineOptions given, bool whole, bool bringUpLab)
    {
        var options = OptionsReader.Read(given);
        var target = OptionsReader.Target(given);
        var reporter = Reporter(given);
        var isKeyJudged = false;
        var pipeline = new Pipeline(options, Connect, reporter, TimeProvider.System) { IsWhole = whole, HostIsGiven = target is not null };
        OperatorSignals.Leaving = pipeline.Leave;
        return pipeline;

        async Task<IHostAgent> Connect(CancellationToken ct)
        {
            target ??= await LabTargetAsync(given, reporter, bringUpLab, ct).ConfigureAwait(false);
            if (!isKeyJudged && LoginKey.OpenToOthers(target.KeyFile) is { } warning)
            {
                reporter.Line("connect", LineStatus.Warn, warning);
            }

            isKeyJudged = true;
            HostIdentity identity = new(options.App, options.UnitName, target.User, options.By, options.From);
            ShellAgent shell = new(new(await new SshConnector().ConnectAsync(target, ct).ConfigureAwait(false), identity));
            return AgentRoot is null
                ? shell
                : new RoutedAgent(shell, new AgentConnection(
                    await new SshConnector().ConnectAsync(target, ct).ConfigureAwait(false), identity, new AgentPublisher(AgentRoot, line => reporter.Line("connect", LineStatus.Info, line))));
        }
    }

    // While the agent is being built: the end-to-end tests run on it too, by the checkout that they name. Goes with the shell program.
    private static string? AgentRoot => Environment.GetEnvironmentVariable("COINPILOT_LAB_AGENT") is { Length: > 0 } root ? root : null;

    internal static bool IsOnAgent => AgentRoot is not null;

    public static LabTargets Lab(PipelineOptions given) => new(given.RootDirectory, Reporter(given));

    private static async Task<SshTarget> LabTargetAsync(PipelineOptions given, Reporters reporter, bool bringUp, CancellationToken ct)
    {
        OptionsReader.RefuseLabToWorkflow();
        var embedded = new EmbeddedHost(new LocalLab(given.RootDirectory, Say), Say);
        var host = await (bringUp ? embedded.BringUpAsync(ct) : embedded.FindAsync(ct)).ConfigureAwait(false);
        return host.ToTarget();

        void Say(string line) => reporter.Line("lab", LineStatus.Info, line);
    }

    private static Reporters Reporter(PipelineOptions given)
    {
        List<(string, IReporter)> all =
            [("the screen", given.Json ? new JsonReporter(Console.Out, TimeProvider.System) : new ConsoleReporter(Screen(), TimeProvider.System, Caller.IsGitHub))];
        if (GitHubRun.Detect() is { } run)
        {
            all.Add(("the job's summary", new JobSummary(run, TimeProvider.System)));
        }

        if (given.Report is { Length: > 0 } file)
        {
            all.Add(($"the report {file}", new ReportFile(InputPath.Resolve(file, given.RootDirectory), TimeProvider.System)));
        }

        Reporters reporters = new(Console.Error, [.. all]);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => reporters.End();
        return reporters;
    }

    private static IAnsiConsole Screen()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Interactive = InteractionSupport.No });
        if (Console.IsOutputRedirected)
        {
            // Nobody wraps a log: a line that was cut at some width cannot be searched, and what a container wrote there would begin
            // a line of ours, or a command to the runner.
            console.Profile.Width = 1 << 28;
        }

        return console;
    }
}

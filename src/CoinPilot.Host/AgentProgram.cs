using CoinPilot.Agent.Boot;
using CoinPilot.Agent.Cli;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Jobs;
using CoinPilot.Agent.Notifying;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Serving;
using CoinPilot.Agent.Systemd;
using CoinPilot.Agent.Time;
using CoinPilot.Agent.Transaction;
using CoinPilot.Agent.Watching;
using CoinPilot.Protocol;
using CoinPilot.Reporting;

namespace CoinPilot.Agent;

/// <summary>The program <c>coinpilot</c> on the host.</summary>
internal static class AgentProgram
{
    /// <summary>Runs it; the process's exit code.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        SteadyWriter error = new(Console.Error, null);
        Console.SetError(error);
        Console.SetOut(new SteadyWriter(Console.Out, error));
        using HostSystemd systemd = new();
        HostParts parts = new(new HostFiles(), new DockerEngine(), systemd, new HostClock(), Environment.ProcessPath!);
        switch (arguments)
        {
            case ["--version"]:
                await Console.Out.WriteLineAsync(ProductVersion.Text).ConfigureAwait(false);
                return ExitStatus.Success;
            case ["--protocol"]:
                await Console.Out.WriteLineAsync($"{ProtocolVersion.Oldest} {ProtocolVersion.Current}").ConfigureAwait(false);
                return ExitStatus.Success;
            case ["serve", "--token", var token]:
                await ServeAsync(parts, token).ConfigureAwait(false);
                return ExitStatus.Success;
            case ["job", var name, "--file", var file]:
                return await new JobRun(parts, new AgentVerbs(parts, isJob: true), name).RunAsync(file).ConfigureAwait(false);
            case ["sweep", "--project", var project]:
                return await SweepCommand.RunAsync(parts, project, app: null).ConfigureAwait(false);
            case ["sweep", "--project", var project, "--app", var app]:
                return await SweepCommand.RunAsync(parts, project, app).ConfigureAwait(false);
            case ["tend", "--app", var app]:
                return await TendCommand.RunAsync(parts, app).ConfigureAwait(false);
            case ["data", "--app", var app]:
                return await DataCommand.RunAsync(parts, app).ConfigureAwait(false);
            case ["notify", "--app", var app]:
                return await NotifyCommand.RunAsync(parts, app).ConfigureAwait(false);
            case ["supply", "--app", var app]:
                return await SupplyCommand.RunAsync(parts, app).ConfigureAwait(false);
            case ["tasks", "--app", var app]:
                return await TasksCommand.RunAsync(parts, app).ConfigureAwait(false);
            case ["boot", "--app", var app]:
                return await BootCommand.RunAsync(parts, app, new PlainReporter(Console.Out, TimeProvider.System)).ConfigureAwait(false);
            case ["--help" or "-h" or "help"] or [_, .., "--help" or "-h"]:
                await Console.Out.WriteLineAsync(HostWord.Usage).ConfigureAwait(false);
                return ExitStatus.Success;
            case []:
                await Console.Error.WriteLineAsync(HostWord.Usage).ConfigureAwait(false);
                return ExitStatus.BadInput;
            default:
                return await HostCommands.RunAsync(parts, arguments).ConfigureAwait(false);
        }
    }

    private static async Task ServeAsync(HostParts parts, string token)
    {
        await using var input = Console.OpenStandardInput();
        await using var output = Console.OpenStandardOutput();
        await using OutgoingLines lines = new(output);
        await new AgentServer(input, lines, new AgentVerbs(parts, isJob: false), token, ProductVersion.Text).RunAsync().ConfigureAwait(false);
    }
}

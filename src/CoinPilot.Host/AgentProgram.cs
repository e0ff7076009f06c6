using CoinPilot.Agent.CommandLine;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Jobs;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Serving;
using CoinPilot.Agent.Systemd;
using CoinPilot.Agent.Time;
using CoinPilot.Agent.Transaction;

namespace CoinPilot.Agent;

/// <summary>The program <c>coinpilot</c> on the host.</summary>
internal static class AgentProgram
{
    private const string Usage = "usage: coinpilot revert [--app APP] [--unit UNIT]   undoes a deployment that is not confirmed yet";

    /// <summary>Runs it; the process's exit code.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        HostParts parts = new(new HostFiles(), new DockerEngine(), new HostSystemd(), new HostClock(), Environment.ProcessPath!);
        switch (arguments)
        {
            case ["--version"]:
                await Console.Out.WriteLineAsync(ProductVersion.Text).ConfigureAwait(false);
                return ExitStatus.Success;
            case ["serve", "--token", var token]:
                await ServeAsync(parts, token).ConfigureAwait(false);
                return ExitStatus.Success;
            case ["job", var name, "--file", var file]:
                return await new JobRun(parts, new AgentVerbs(parts, isJob: true), name).RunAsync(file).ConfigureAwait(false);
            case ["sweep", "--project", var project]:
                return await SweepCommand.RunAsync(parts, project).ConfigureAwait(false);
            case ["revert", .. var rest] when ReadRevert(rest) is var (app, unit, mode):
                return await RevertCommand.RunAsync(parts, app, unit, mode).ConfigureAwait(false);
            default:
                await Console.Error.WriteLineAsync(Usage).ConfigureAwait(false);
                return ExitStatus.BadInput;
        }
    }

    private static async Task ServeAsync(HostParts parts, string token)
    {
        await using var input = Console.OpenStandardInput();
        await using var output = Console.OpenStandardOutput();
        await using OutgoingLines lines = new(output);
        await new AgentServer(input, lines, new AgentVerbs(parts, isJob: false), token, ProductVersion.Text).RunAsync().ConfigureAwait(false);
    }

    // Null for words that it does not know.
    private static (string App, string Unit, RevertMode Mode)? ReadRevert(string[] words)
    {
        var (app, unit, mode) = ("coinpilot", "", RevertMode.Asked);
        for (var at = 0; at < words.Length; at++)
        {
            switch (words[at])
            {
                case "--app" when at + 1 < words.Length:
                    app = words[++at];
                    break;
                case "--unit" when at + 1 < words.Length:
                    unit = words[++at];
                    break;
                case "--by" when at + 1 < words.Length && words[at + 1] == "timer":
                    (mode, at) = (RevertMode.Timer, at + 1);
                    break;
                case "--boot":
                    mode = RevertMode.Boot;
                    break;
                default:
                    return null;
            }
        }

        return (app, unit, mode);
    }
}

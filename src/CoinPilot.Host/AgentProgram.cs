using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Serving;
using CoinPilot.Agent.Systemd;
using CoinPilot.Agent.Time;

namespace CoinPilot.Agent;

/// <summary>The program <c>coinpilot</c> on the host.</summary>
internal static class AgentProgram
{
    /// <summary>Runs it; the process's exit code.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is ["--version"])
        {
            await Console.Out.WriteLineAsync(ProductVersion.Text).ConfigureAwait(false);
            return ExitStatus.Success;
        }

        if (arguments is not ["serve", "--token", var token])
        {
            await Console.Error.WriteLineAsync("usage: coinpilot serve --token TOKEN").ConfigureAwait(false);
            return ExitStatus.BadInput;
        }

        using DockerEngine docker = new();
        HostParts parts = new(new HostFiles(), docker, new HostSystemd(), new HostClock());
        await using var input = Console.OpenStandardInput();
        await using var output = Console.OpenStandardOutput();
        await using OutgoingLines lines = new(output);
        await new AgentServer(input, lines, new AgentVerbs(parts), token, ProductVersion.Text).RunAsync().ConfigureAwait(false);
        return ExitStatus.Success;
    }
}

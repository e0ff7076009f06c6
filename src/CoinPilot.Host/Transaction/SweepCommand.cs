using CoinPilot.Agent.Docker;

namespace CoinPilot.Agent.Transaction;

/// <summary>The unit's own first line, also at a boot with nothing pending. No lock: start and revert hold it while they wait for the unit (D002).</summary>
internal static class SweepCommand
{
    /// <summary>What it says goes to the unit's journal.</summary>
    public static async Task<int> RunAsync(HostParts host, string project)
    {
        try
        {
            await new HalfMade(host, project, Say).SweepAsync(CancellationToken.None).ConfigureAwait(false);
            return ExitStatus.Success;
        }
        catch (DockerSilentException error)
        {
            await Console.Error.WriteLineAsync(error.Message).ConfigureAwait(false);
            return ExitStatus.Failure;
        }

        static async ValueTask Say(string line) => await Console.Out.WriteLineAsync(line).ConfigureAwait(false);
    }
}

using CoinPilot.Agent.Docker;
using CoinPilot.Protocol;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Transaction;

/// <summary>A line of the unit of a stack with tasks: from here on nothing is left out any more (D096).</summary>
internal static class TasksCommand
{
    public static async Task<int> RunAsync(HostParts host, string app)
    {
        TransactionParts parts = new(host, StartContext.Of(app));
        try
        {
            var release = parts.Installed.Current;
            if (parts.Shelf.ConfOf(release) is { } conf)
            {
                new BootTasks(parts, release, conf).Restore();
            }

            return ExitStatus.Success;
        }
        catch (Exception error) when (error is VerbFailedException or UnknownFormatException or IOException)
        {
            await Console.Error.WriteLineAsync(error.Message).ConfigureAwait(false);
            return ExitStatus.Failure;
        }
    }
}

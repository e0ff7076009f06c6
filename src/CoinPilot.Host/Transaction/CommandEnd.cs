using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Systemd;

namespace CoinPilot.Agent.Transaction;

/// <summary>How a command that a unit runs ends: what went wrong goes to the unit's journal.</summary>
internal static class CommandEnd
{
    /// <summary>The exit code.</summary>
    public static async Task<int> OfAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
            return ExitStatus.Success;
        }
        catch (VerbFailedException failed)
        {
            await Console.Error.WriteLineAsync(failed.Failure.ToString()).ConfigureAwait(false);
            return failed.Failure.ExitCode;
        }
        catch (Exception error) when (error is DeploymentException or DockerSilentException or SystemdRefusedException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(error.Message).ConfigureAwait(false);
            return ExitStatus.Failure;
        }
    }
}

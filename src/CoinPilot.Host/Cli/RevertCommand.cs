using CoinPilot.Agent.Serving;
using CoinPilot.Agent.Transaction;
using CoinPilot.Protocol;

namespace CoinPilot.Agent.Cli;

/// <summary><c>coinpilot revert</c> by the timer of an unconfirmed switch, or by the guard at a boot.</summary>
internal static class RevertCommand
{
    /// <summary>The exit code: 0 went back, or nothing was pending; 21 what came back is not healthy.</summary>
    public static async Task<int> RunAsync(HostParts host, string app, string unit, RevertMode mode)
    {
        AgentScope scope = new(app, unit, app, mode == RevertMode.Timer ? "timer" : "guard", Environment.MachineName);
        VerbContext context = new(scope, null, StartContext.SayAsync);
        try
        {
            var (answer, failure) = await new RevertVerb(new(host, context), mode).RunAsync(new(null, "")).ConfigureAwait(false);
            return await EndAsync(answer, failure).ConfigureAwait(false);
        }
        catch (VerbFailedException failed)
        {
            return await EndAsync(new(null, "", null), failed.Failure).ConfigureAwait(false);
        }
    }

    private static async Task<int> EndAsync(RevertAnswer answer, VerbFailure? failure)
    {
        if (answer.To is { } to)
        {
            await Console.Out.WriteLineAsync($"this host is at {to}").ConfigureAwait(false);
        }

        if (failure is not null)
        {
            await Console.Error.WriteLineAsync(failure.ToString()).ConfigureAwait(false);
        }

        if (answer.TriesAgainAt is { } again)
        {
            await Console.Error.WriteLineAsync($"it is tried again by itself at {again.UtcDateTime:HH:mm:ss} UTC").ConfigureAwait(false);
        }

        return failure?.ExitCode ?? ExitStatus.Success;
    }
}

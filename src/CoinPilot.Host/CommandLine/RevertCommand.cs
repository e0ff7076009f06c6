using CoinPilot.Agent.Jobs;
using CoinPilot.Agent.Serving;
using CoinPilot.Agent.Transaction;
using CoinPilot.Protocol;

namespace CoinPilot.Agent.CommandLine;

/// <summary><c>coinpilot revert</c>: by a person, by the timer of an unconfirmed switch, or by the guard at a boot.</summary>
internal static class RevertCommand
{
    /// <summary>The exit code: 0 went back, or nothing was pending; 21 what came back is not healthy.</summary>
    public static async Task<int> RunAsync(HostParts host, string app, string unit, RevertMode mode)
    {
        AgentScope scope = new(app, unit, app, mode switch { RevertMode.Timer => "timer", RevertMode.Boot => "guard", _ => Environment.GetEnvironmentVariable("SUDO_USER") ?? "root" }, Environment.MachineName);
        VerbContext context = new(scope, null, SayAsync);
        RevertRequest request = new(null, mode == RevertMode.Asked ? "asked for on the host" : "");
        try
        {
            var (answer, failure) = mode == RevertMode.Asked
                ? await new DetachedJob(host, context, DetachedJob.Reverting).RunAsync(request, CancellationToken.None).ConfigureAwait(false)
                : await new RevertVerb(new(host, context), mode).RunAsync(request).ConfigureAwait(false);
            return await EndAsync((RevertAnswer)answer, failure).ConfigureAwait(false);
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

    private static async ValueTask SayAsync(AgentEvent told)
    {
        if (told is Said { Text: var said })
        {
            await Console.Out.WriteLineAsync(said).ConfigureAwait(false);
        }
        else if (told is Warned { Text: var warned })
        {
            await Console.Error.WriteLineAsync(warned).ConfigureAwait(false);
        }
    }
}

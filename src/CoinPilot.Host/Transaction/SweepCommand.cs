using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Serving;
using CoinPilot.Protocol;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Transaction;

/// <summary>The unit's own first line, also at a boot with nothing pending. No lock: start and revert hold it while they wait for the unit (D002).</summary>
internal static class SweepCommand
{
    /// <summary>What it says goes to the unit's journal.</summary>
    /// <param name="app">Null in units of releases that were made before they named their app.</param>
    public static async Task<int> RunAsync(HostParts host, string project, string? app)
    {
        try
        {
            await new HalfMade(host, project, Say).SweepAsync(CancellationToken.None).ConfigureAwait(false);
            if (app is not null && await MendAsync(host, app).ConfigureAwait(false) is { } refusal)
            {
                await Console.Error.WriteLineAsync(refusal).ConfigureAwait(false);
                return ExitStatus.Failure;
            }

            return ExitStatus.Success;
        }
        catch (Exception error) when (error is DockerSilentException or VerbFailedException or UnknownFormatException or IOException)
        {
            await Console.Error.WriteLineAsync(error.Message).ConfigureAwait(false);
            return ExitStatus.Failure;
        }

        static async ValueTask Say(string line) => await Console.Out.WriteLineAsync(line).ConfigureAwait(false);
    }

    // What a start of the installed release needs and can be had on this host: names of images, and networks.
    private static async Task<string?> MendAsync(HostParts host, string app)
    {
        TransactionParts parts = new(host, StartContext.Of(app));
        var release = parts.Installed.Current;
        if (parts.Shelf.ConfOf(release) is not { } conf)
        {
            return null;
        }

        await new HeldNames(parts, release, conf).GiveAsync(CancellationToken.None).ConfigureAwait(false);
        await new MissingNames(parts, release, conf).GiveAsync(CancellationToken.None).ConfigureAwait(false);
        var refusal = await new LostNetworks(host, parts.Places, conf, parts.Context.SayAsync).MendAsync(CancellationToken.None).ConfigureAwait(false);
        await new BootTasks(parts, release, conf).BeginAsync(CancellationToken.None).ConfigureAwait(false);
        return refusal;
    }
}

using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Protocol;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Transaction;

/// <summary>A revert that was done before, or that has nothing to do: leftovers go.</summary>
internal sealed class NothingPending(TransactionParts parts)
{
    public async Task<(RevertAnswer Answer, VerbFailure? Failure)> AnswerAsync(string? release)
    {
        var trouble = await new UnitOwnership(parts.Host.Files, parts.Host.Systemd, parts.Places).TroubleAsync(default).ConfigureAwait(false);
        if (trouble is null)
        {
            await TidyUpAsync().ConfigureAwait(false);
        }

        if (release is not null && parts.Host.Files.ReadText(parts.Places.Reverted) is { } text && ConfFile.Parse(text) is var past && past["release"] == release)
        {
            return await PastAsync(past).ConfigureAwait(false);
        }

        await parts.Context.SayAsync(release is null ? "nothing is pending: there is nothing to revert" : $"{release} is not pending on this host").ConfigureAwait(false);
        if (trouble is not null)
        {
            await parts.Context.SayAsync($"{trouble.Text}: {trouble.Fix}").ConfigureAwait(false);
        }

        return (new(parts.Installed.Current, "", null, HadNothing: true), null);
    }

    private async Task TidyUpAsync()
    {
        parts.DropIns.TakeAway(parts.Places.TransactionFile);
        if (parts.Installed.Current is "none" or "foreign")
        {
            await Guard.RemoveAsync(parts, default).ConfigureAwait(false);
            await Watch.RemoveAsync(parts, default).ConfigureAwait(false);
        }

        if ((await parts.Host.Systemd.ShowAsync([parts.Places.Unit], ["NeedDaemonReload"], default).ConfigureAwait(false))[0]["NeedDaemonReload"] != "no")
        {
            await parts.Host.Systemd.DaemonReloadAsync(default).ConfigureAwait(false);
        }

        await parts.Timer.StopAsync(default).ConfigureAwait(false);
    }

    private async Task<(RevertAnswer Answer, VerbFailure? Failure)> PastAsync(ConfFile past)
    {
        var code = int.TryParse(past["start_exit"], out var exit) ? exit : ExitStatus.Failure;

        // What was handed over and is over, has started by now.
        if (past["handed_over"] == "yes" && !new Recovery(parts.Host, parts.Places).IsUnderWay
            && (await parts.Unit.LookAsync(default).ConfigureAwait(false)).State == "active")
        {
            code = 0;
        }

        return await new RevertReport(parts).OfAsync(past["to"] ?? "", code, []).ConfigureAwait(false);
    }
}

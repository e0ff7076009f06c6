using CoinPilot.History;
using CoinPilot.Reporting;

namespace CoinPilot.Runs;

/// <summary>What was deployed, rolled back and reverted on the host, by whom.</summary>
/// <param name="tail">How many entries; null for the usual number.</param>
public sealed class HistoryTarget(HostRun run, int? tail)
{
    private const int DefaultEntries = 20;

    public async Task RunAsync(CancellationToken ct)
    {
        var host = await run.ConnectedAsync(ct).ConfigureAwait(false);
        var all = HistoryReader.Read(await host.HistoryAsync(ct).ConfigureAwait(false));
        var shown = all[^Math.Min(all.Length, tail ?? DefaultEntries)..];
        if (shown.IsEmpty)
        {
            run.Reporter.Line("history", LineStatus.Ok, $"nothing was ever deployed for {run.About.App} on {host.Description}");
            return;
        }

        run.Reporter.Listing("history", HistoryText.Of(shown, run.Clock.LocalTimeZone), [.. shown.Select(HistoryText.JsonOf)]);
        if (shown.Length < all.Length)
        {
            run.Reporter.Line("history", LineStatus.Info, $"{all.Length - shown.Length} older ones are not shown: --tail {all.Length}");
        }
    }
}

using CoinPilot.History;

namespace CoinPilot.Execution;

/// <summary>What was deployed, rolled back and reverted on the host, by whom.</summary>
public sealed partial class Pipeline
{
    private const int DefaultEntries = 20;

    public Task HistoryAsync(CancellationToken ct) => Guard("history", async () =>
    {
        var all = HistoryReader.Read(await (await HostAsync(ct).ConfigureAwait(false)).HistoryAsync(ct).ConfigureAwait(false));
        var shown = all[^Math.Min(all.Length, options.Tail ?? DefaultEntries)..];
        if (shown.IsEmpty)
        {
            reporter.Line("history", Reporting.LineStatus.Ok, $"nothing was ever deployed for {options.App} on {host!.Description}");
            return;
        }

        reporter.Listing("history", HistoryText.Of(shown, clock.LocalTimeZone), [.. shown.Select(HistoryText.JsonOf)]);
        if (shown.Length < all.Length)
        {
            reporter.Line("history", Reporting.LineStatus.Info, $"{all.Length - shown.Length} older ones are not shown: --tail {all.Length}");
        }
    }, ct);
}

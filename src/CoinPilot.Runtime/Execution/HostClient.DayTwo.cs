using System.Globalization;
using CoinPilot.Hosts;

namespace CoinPilot.Execution;

/// <summary>The verbs that look at what was deployed, or take it away.</summary>
public sealed partial class HostClient
{
    private static readonly TimeSpan LogLimit = TimeSpan.FromMinutes(15);

    // The unit and then Compose may each wait for containers that stop slowly.
    private static readonly TimeSpan UninstallLimit = TimeSpan.FromMinutes(50);

    /// <summary>The lines of the host's journal, oldest first.</summary>
    public async Task<IEnumerable<string>> HistoryAsync(CancellationToken ct) =>
        Demand(await RunAsync("history", [], null, "history", Brief, ct).ConfigureAwait(false)).Facts.All("step");

    /// <summary>What services wrote; <paramref name="onFact"/> sees each line as it comes. Following ends only with <paramref name="ct"/>.</summary>
    /// <param name="since">Seconds since 1970, by the host's clock.</param>
    public async Task LogsAsync(
        IEnumerable<string> services, long? since, int? tail, bool follow, Action<string, string> onFact, CancellationToken ct)
    {
        string[] arguments =
        [
            $"services={string.Join(',', services)}",
            .. since is { } from ? (string[])[string.Create(CultureInfo.InvariantCulture, $"since={from}")] : [],
            .. tail is { } lines ? (string[])[string.Create(CultureInfo.InvariantCulture, $"tail={lines}")] : [],
            .. follow ? (string[])["follow=yes"] : [],
        ];
        Demand(await connection.RunAsync("logs", arguments, null, onFact, follow ? Timeout.InfiniteTimeSpan : LogLimit, ct).ConfigureAwait(false));
    }

    /// <summary>What a removal would take away, and what it would leave.</summary>
    public async Task<Holdings> HoldingsAsync(CancellationToken ct) =>
        Holdings.Read(Demand(await RunAsync("holdings", [], null, "remove", Brief, ct).ConfigureAwait(false)).Facts);

    public Task UninstallAsync(CancellationToken ct) => touch.DuringAsync(HostChange.Removing, HostChange.Removing, async () =>
        Demand(await RunAsync("uninstall", [], null, "remove", UninstallLimit, ct).ConfigureAwait(false)));
}

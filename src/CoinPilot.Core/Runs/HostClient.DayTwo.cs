using System.Collections.Immutable;
using CoinPilot.Hosts;
using CoinPilot.Protocol;

namespace CoinPilot.Runs;

/// <summary>The requests that look at what was deployed, or take it away.</summary>
public sealed partial class HostClient
{
    private static readonly TimeSpan LogLimit = TimeSpan.FromMinutes(15);

    // The unit and then Compose may each wait for containers that stop slowly.
    private static readonly TimeSpan UninstallLimit = TimeSpan.FromMinutes(50);

    /// <summary>The lines of the host's journal, oldest first.</summary>
    public async Task<ImmutableArray<string>> HistoryAsync(CancellationToken ct) =>
        (await AskAsync(new HistoryRequest(), "history", Brief, ct).ConfigureAwait(false)).Lines;

    /// <summary>What services wrote; <paramref name="onEvent"/> sees each line as it comes. Following ends only with <paramref name="ct"/>.</summary>
    public async Task LogsAsync(LogsRequest request, Action<AgentEvent> onEvent, CancellationToken ct) =>
        Demand(request, await agent.AskAsync(request, new(request.Follow ? Timeout.InfiniteTimeSpan : LogLimit) { OnEvent = onEvent }, ct).ConfigureAwait(false));

    /// <summary>What a removal would take away, and what it would leave.</summary>
    public Task<Holdings> HoldingsAsync(CancellationToken ct) => AskAsync(new HoldingsRequest(), "remove", Brief, ct);

    /// <summary>Who is told what from now on.</summary>
    public Task<InstallNotifyAnswer> InstallNotifyAsync(RequestPayload file, CancellationToken ct) => AskAsync(new InstallNotifyRequest(), "notify", Brief, ct, file);

    /// <summary>One message to each receiver.</summary>
    public Task<TestNotificationAnswer> TestNotificationAsync(CancellationToken ct) => AskAsync(new TestNotificationRequest(), "notify", Brief, ct);

    public Task UninstallAsync(CancellationToken ct) => touch.DuringAsync(
        HostChange.Removing, HostChange.Removing, () => AskAsync(new UninstallRequest(), "remove", UninstallLimit, ct));
}

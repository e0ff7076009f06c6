using System.Collections.Immutable;
using CoinPilot.Releases;
using CoinPilot.Reporting;

namespace CoinPilot.Runs;

/// <summary>One host during one run: how it is reached, and what the run has asked of it so far.</summary>
/// <param name="connect">Opens a connection; what is not known before the first one, such as the lab's address, is found out then.</param>
public sealed class HostRun(StackOnHost about, Func<CancellationToken, Task<IHostAgent>> connect, IReporter reporter, TimeProvider clock) : IAsyncDisposable
{
    private Task<HostClient>? opening;
    private HostClient? client;

    public StackOnHost About => about;

    public IReporter Reporter => reporter;

    public TimeProvider Clock => clock;

    /// <summary>What this run changed on the host so far.</summary>
    public HostTouch Touch { get; } = new();

    /// <summary>Begins to connect, for whoever asks first; what goes wrong is said to whom it then concerns.</summary>
    public Task<HostClient> ConnectAhead(CancellationToken ct) =>
        client is not null ? Task.FromResult(client) : opening ??= LeftBehind.Begin(
            async () =>
            {
                var begun = await ReconnectAsync(ct).ConfigureAwait(false);

                // Not waited for: the first request may follow the agent on its way.
                _ = LeftBehind.Observed(begun.PrepareAsync(ct));
                return begun;
            },
            ct);

    /// <summary>The connection of this run, opened by whoever needs it first.</summary>
    public async Task<HostClient> ConnectedAsync(CancellationToken ct)
    {
        if (client is null)
        {
            client = await (Interlocked.Exchange(ref opening, null) ?? ReconnectAsync(ct)).ConfigureAwait(false);
            reporter.Line("connect", LineStatus.Ok, client.Contact);
        }

        return client;
    }

    /// <summary>A connection of its own.</summary>
    public async Task<HostClient> ReconnectAsync(CancellationToken ct) => new(await connect(ct).ConfigureAwait(false), Touch, reporter);

    /// <summary>What is there now.</summary>
    /// <param name="names">Container names whose owners are asked for.</param>
    public async Task<HostLook> ObserveAsync(ImmutableArray<string> names, CancellationToken ct)
    {
        var there = await ConnectedAsync(ct).ConfigureAwait(false);
        var asked = clock.GetUtcNow();
        var state = await there.ObserveAsync(names, ct).ConfigureAwait(false);
        Touch.Saw(state);
        return new(there, state, asked, clock.GetUtcNow());
    }

    public async ValueTask DisposeAsync()
    {
        if (client is not null)
        {
            await client.DisposeAsync().ConfigureAwait(false);
        }
    }
}

/// <summary>The stack that a run is about, on whatever host.</summary>
public sealed record StackOnHost(AppName App, string UnitName);

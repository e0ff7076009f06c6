using CoinPilot.Hosts;
using CoinPilot.Observation;
using CoinPilot.Planning;
using CoinPilot.Runs;
using CoinPilot.Ssh;

namespace CoinPilot.Execution;

/// <summary>What is begun before its phase, so that this machine, the line and the host are busy at the same time.</summary>
/// <remarks>What goes wrong is said by the phase that needs it; what no phase needs any more ends with the process.</remarks>
public sealed partial class Pipeline
{
    private Task<HostClient>? connecting;
    private Task<GitTree>? history;
    private Task<BuiltRelease>? building;
    private Task<HostAnswer>? asking;

    private void ConnectAhead(CancellationToken ct)
    {
        if (!HostIsGiven || host is not null || connecting is not null)
        {
            return;
        }

        connecting = Begin(
            async () =>
            {
                var client = await ReconnectAsync(ct).ConfigureAwait(false);

                // Not waited for: the first verb may follow the program on its way.
                _ = LeftBehind.Observed(client.PrepareAsync(isForPreview: options.HostDirectory is null, ct));
                return client;
            },
            ct);
    }

    private void ReadHistoryAhead(CancellationToken ct) =>
        history ??= Begin(() => GitTree.ReadAsync(StackReader.DirectoryOf(options), ct), ct);

    // A preview changes nothing on the host: it need not wait until what is rendered here has been judged and written.
    private void PreviewAhead(CancellationToken ct)
    {
        if (connecting is not { } contact || stack!.Host is not null)
        {
            return;
        }

        var made = building = Begin(() => MakeAsync(ct), ct);
        asking = Begin(
            async () =>
            {
                var release = await made.ConfigureAwait(false);
                return await AskAsync(release, await contact.ConfigureAwait(false), repair: saved is null, ct).ConfigureAwait(false);
            },
            ct);
    }

    private static Task<T> Begin<T>(Func<Task<T>> work, CancellationToken ct)
    {
        var begun = Task.Run(work, ct);
        _ = LeftBehind.Observed(begun);
        return begun;
    }

    private sealed record HostAnswer(DateTimeOffset Asked, HostState State, HostPreview Preview, DateTimeOffset Answered);
}

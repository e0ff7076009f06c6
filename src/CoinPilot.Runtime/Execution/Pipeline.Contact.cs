using System.Collections.Immutable;
using CoinPilot.Reporting;

namespace CoinPilot.Execution;

/// <summary>How the phases reach the host.</summary>
public sealed partial class Pipeline
{
    private Task<HostClient>? connecting;

    private async Task ObserveAsync(ImmutableArray<string> names, CancellationToken ct)
    {
        var connected = await HostAsync(ct).ConfigureAwait(false);
        asked = clock.GetUtcNow();
        state = await connected.ObserveAsync(names, ct).ConfigureAwait(false);
        answered = clock.GetUtcNow();
    }

    private async Task<HostClient> HostAsync(CancellationToken ct)
    {
        if (host is null)
        {
            host = await (Interlocked.Exchange(ref connecting, null) ?? ReconnectAsync(ct)).ConfigureAwait(false);
            reporter.Line("connect", LineStatus.Ok, $"{host.Description}, host key as pinned");
        }

        return host;
    }

    // While the files are read here, the host is reached; what goes wrong on the way is said when it is needed. A connection
    // that is not needed after all ends with the process.
    private void ConnectAhead(CancellationToken ct)
    {
        if (!HostIsGiven || host is not null || connecting is not null)
        {
            return;
        }

        connecting = Task.Run(
            async () =>
            {
                var client = await ReconnectAsync(ct).ConfigureAwait(false);

                // Not waited for: the first verb may follow the program on its way.
                Observe(client.PrepareAsync(ct));
                return client;
            },
            ct);
        Observe(connecting);

        static void Observe(Task task) => _ = task.ContinueWith(
            failed => failed.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task<HostClient> ReconnectAsync(CancellationToken ct) => new(await connect(ct).ConfigureAwait(false), reporter);
}

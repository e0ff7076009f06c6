using System.Collections.Immutable;
using CoinPilot.Reporting;
using CoinPilot.Runs;

namespace CoinPilot.Execution;

/// <summary>How the phases reach the host.</summary>
public sealed partial class Pipeline
{
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

    private async Task<HostClient> ReconnectAsync(CancellationToken ct) => new(await connect(ct).ConfigureAwait(false), touch, reporter);
}

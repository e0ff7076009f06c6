using System.Collections.Immutable;
using CoinPilot.Health;
using CoinPilot.Protocol;

namespace CoinPilot.Runs;

/// <summary>The connection that a release is confirmed over: a new one, which is opened while the gate waits (D025).</summary>
internal sealed class Confirmation(HostRun run) : IAsyncDisposable
{
    private readonly CancellationTokenSource abandon = new();
    private Task<HostClient>? opening;
    private bool isConfirmed;

    public void Open(CancellationToken ct) => opening = OpenAsync(ct);

    /// <summary>How long services were down for the release.</summary>
    public async Task<ImmutableArray<ServiceDown>> SendAsync(ConfirmRequest request, CancellationToken ct)
    {
        var second = await (opening ??= OpenAsync(ct)).ConfigureAwait(false);
        var down = await second.ConfirmAsync(request, ct).ConfigureAwait(false);
        isConfirmed = true;
        return down;
    }

    public async ValueTask DisposeAsync()
    {
        await abandon.CancelAsync().ConfigureAwait(false);
        if (opening is not null)
        {
            var closing = CloseAsync(opening);
            if (!isConfirmed)
            {
                // Else nothing follows that the host hears of, and the verdict waits for no goodbye.
                await closing.ConfigureAwait(false);
            }
        }
    }

    private async Task<HostClient> OpenAsync(CancellationToken ct)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(abandon.Token, ct);
        var opened = await run.ReconnectAsync(either.Token).ConfigureAwait(false);
        try
        {
            await opened.PrepareAsync(either.Token).ConfigureAwait(false);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task CloseAsync(Task<HostClient> opened)
    {
        await Task.WhenAny(opened).ConfigureAwait(false);
        if (opened.IsCompletedSuccessfully)
        {
            await (await opened.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }

        abandon.Dispose();
    }
}

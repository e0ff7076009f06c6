using System.Text.Json;
using System.Threading.Channels;
using CoinPilot.Protocol;

namespace CoinPilot.Agent.Serving;

/// <summary>Lines on their way to the client: whoever tells faster than the line carries waits.</summary>
internal sealed class OutgoingLines : IAsyncDisposable
{
    private const int Most = 256;

    private readonly Channel<AgentLine> waiting = Channel.CreateBounded<AgentLine>(new BoundedChannelOptions(Most) { SingleReader = true });
    private readonly CancellationTokenSource gone = new();
    private readonly Task writing;

    public OutgoingLines(Stream target) => writing = WriteAsync(target);

    /// <summary>Cancelled when the client takes no more: it is gone.</summary>
    public CancellationToken ClientGone => gone.Token;

    /// <summary>Never throws for a client that is gone: what it was told is then not heard.</summary>
    public async ValueTask AddAsync(AgentLine line)
    {
        try
        {
            await waiting.Writer.WriteAsync(line, gone.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is OperationCanceledException or ChannelClosedException)
        {
            // Verbs learn of it by their own token.
        }
    }

    /// <summary>Waits until all is written.</summary>
    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await writing.ConfigureAwait(false);
        gone.Dispose();
    }

    private async Task WriteAsync(Stream target)
    {
        try
        {
            await foreach (var line in waiting.Reader.ReadAllAsync().ConfigureAwait(false))
            {
                await target.WriteAsync((byte[])[.. JsonSerializer.SerializeToUtf8Bytes(line, ProtocolJson.Default.AgentLine), (byte)'\n']).ConfigureAwait(false);
                await target.FlushAsync().ConfigureAwait(false);
            }
        }
        catch (IOException)
        {
            await gone.CancelAsync().ConfigureAwait(false);
        }
    }
}

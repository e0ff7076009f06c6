using System.Collections.Concurrent;

namespace CoinPilot.Host.Shell;

/// <summary>Requests as the bytes that go to the host, for a thread that reads and waits for the next one.</summary>
internal sealed class RequestStream : ForwardStream
{
    // Never disposed of: a thread may still wait in it when the connection is left behind.
    private readonly BlockingCollection<ShellRequest> waiting = [];
    private ShellRequest? current;

    /// <summary>False when no more are taken.</summary>
    public bool TryAdd(ShellRequest request)
    {
        try
        {
            return waiting.TryAdd(request);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        while (true)
        {
            if (current?.Read(buffer, offset, count) is { } read and > 0)
            {
                return read;
            }

            if (!waiting.TryTake(out current, Timeout.Infinite))
            {
                return 0;
            }
        }
    }

    // No more requests: the reader gets what was added before and then the end of the file.
    protected override void Dispose(bool disposing)
    {
        waiting.CompleteAdding();
        base.Dispose(disposing);
    }
}

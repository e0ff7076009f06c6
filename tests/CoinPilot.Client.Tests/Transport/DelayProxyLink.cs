using System.Net.Sockets;
using System.Threading.Channels;

namespace CoinPilot.Transport;

/// <summary>One relayed connection and what went over it.</summary>
public sealed class DelayProxyLink : IDisposable
{
    private readonly Socket _client;
    private readonly Socket _server;
    private readonly Lock _gate = new();
    private readonly List<long> _deeper = [];
    private int _toServer;
    private int _toClient;

    internal DelayProxyLink(Socket client, Socket server, TimeSpan oneWay, Func<bool> blackHole, CancellationToken ct)
    {
        _client = client;
        _server = server;
        client.NoDelay = server.NoDelay = true;
        Relay(client, server, () => _toClient, depth => _toServer = Math.Max(_toServer, depth), oneWay, blackHole, ct);
        Relay(server, client, () => _toServer + 1, Deepen, oneWay, blackHole, ct);
    }

    public int RoundTrips
    {
        get
        {
            lock (_gate)
            {
                return _toClient;
            }
        }
    }

    public long Bytes { get; private set; }

    /// <summary>Round trips that had come to an end by then, which is one of <see cref="Environment.TickCount64"/>.</summary>
    public int RoundTripsAt(long moment)
    {
        lock (_gate)
        {
            return _deeper.Count(x => x <= moment);
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    private void Deepen(int depth)
    {
        for (; _toClient < depth; _toClient++)
        {
            _deeper.Add(Environment.TickCount64);
        }
    }

    private void Relay(Socket from, Socket to, Func<int> depthOf, Action<int> arrived, TimeSpan delay, Func<bool> blackHole, CancellationToken ct)
    {
        var wire = Channel.CreateUnbounded<(byte[] Data, int Depth, long Due)>();
        _ = ReadAsync();
        _ = WriteAsync();

        async Task ReadAsync()
        {
            var buffer = new byte[64 * 1024];
            try
            {
                int read;
                while ((read = await from.ReceiveAsync(buffer, ct)) > 0)
                {
                    lock (_gate)
                    {
                        Bytes += read;
                        wire.Writer.TryWrite((buffer[..read], depthOf(), Environment.TickCount64 + (long)delay.TotalMilliseconds));
                    }
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // The other end is told below.
            }

            wire.Writer.Complete();
        }

        async Task WriteAsync()
        {
            try
            {
                await foreach (var (data, depth, due) in wire.Reader.ReadAllAsync(ct))
                {
                    var wait = due - Environment.TickCount64;
                    if (wait > 0)
                    {
                        await Task.Delay((int)wait, ct);
                    }

                    if (blackHole())
                    {
                        continue;
                    }

                    lock (_gate)
                    {
                        arrived(depth);
                    }

                    for (var sent = 0; sent < data.Length;)
                    {
                        sent += await to.SendAsync(data.AsMemory(sent), ct);
                    }
                }

                if (!blackHole())
                {
                    to.Shutdown(SocketShutdown.Send);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // A connection that is gone needs no more bytes.
            }
        }
    }
}

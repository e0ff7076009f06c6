using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace CoinPilot.Ssh;

/// <summary>
/// A TCP relay that adds latency, counts round trips and can turn into a black hole. A round trip is causal: what the server
/// sends after something new from the client has arrived is one deeper; what is sent meanwhile, in either direction, costs nothing.
/// </summary>
public sealed class DelayProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly EndPoint _server;
    private readonly TimeSpan _oneWay;
    private readonly List<DelayProxyLink> _links = [];
    private readonly Task _accepting;
    private volatile bool _blackHole;

    public DelayProxy(int serverPort, TimeSpan roundTrip)
        : this(new IPEndPoint(IPAddress.Loopback, serverPort), roundTrip)
    {
    }

    public DelayProxy(EndPoint server, TimeSpan roundTrip)
    {
        _server = server;
        _oneWay = roundTrip / 2;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The connections so far, oldest first.</summary>
    public IReadOnlyList<DelayProxyLink> Links
    {
        get
        {
            lock (_links)
            {
                return [.. _links];
            }
        }
    }

    /// <summary>Round trips of data on all connections, without the one that TCP's own handshake takes on each.</summary>
    public int RoundTrips => Links.Sum(l => l.RoundTrips);

    /// <summary>From now on every byte disappears and nobody is told.</summary>
    public void BecomeBlackHole() => _blackHole = true;

    /// <summary>Ends every connection.</summary>
    public void Cut()
    {
        foreach (var link in Links)
        {
            link.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        Cut();
        await Task.WhenAny(_accepting);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptSocketAsync(_stop.Token);
            var server = new Socket(_server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await server.ConnectAsync(_server, _stop.Token);
            var link = new DelayProxyLink(client, server, _oneWay, () => _blackHole, _stop.Token);
            lock (_links)
            {
                _links.Add(link);
            }
        }
    }
}

/// <summary>One relayed connection and what went over it.</summary>
public sealed class DelayProxyLink : IDisposable
{
    private readonly Socket _client;
    private readonly Socket _server;
    private readonly Lock _gate = new();
    private int _toServer;
    private int _toClient;

    internal DelayProxyLink(Socket client, Socket server, TimeSpan oneWay, Func<bool> blackHole, CancellationToken ct)
    {
        _client = client;
        _server = server;
        client.NoDelay = server.NoDelay = true;
        Relay(client, server, () => _toClient, depth => _toServer = Math.Max(_toServer, depth), oneWay, blackHole, ct);
        Relay(server, client, () => _toServer + 1, depth => _toClient = Math.Max(_toClient, depth), oneWay, blackHole, ct);
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

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
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

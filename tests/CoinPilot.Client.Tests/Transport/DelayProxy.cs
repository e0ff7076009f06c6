using System.Net;
using System.Net.Sockets;

namespace CoinPilot.Transport;

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

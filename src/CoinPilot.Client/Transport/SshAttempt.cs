using System.Net.Sockets;
using Renci.SshNet;
using Renci.SshNet.Common;
using static CoinPilot.Transport.BlockingWork;

namespace CoinPilot.Transport;

/// <summary>One bounded attempt to connect with a client, which can be given up without waiting for it.</summary>
internal sealed class SshAttempt(SshClient client)
{
    private Task _connecting = Task.CompletedTask;

    public async Task RunAsync(TimeSpan limit, TimeProvider time, CancellationToken ct)
    {
        // ConnectAsync blocks its thread after the first packets all the same, no longer looks at its token by then, and
        // gives the socket a fifth of the send buffer: over a long line that bounds an upload.
        _connecting = OnThread(client.Connect);
        await _connecting.WaitAsync(limit, time, ct);
        if (!client.IsConnected)
        {
            throw new SshConnectionException("the connection was closed while the keys were exchanged");
        }

        // From here on every wait has its own bound; SSH.NET's would end an upload that the host is slow to read.
        client.ConnectionInfo.Timeout = Timeout.InfiniteTimeSpan;
    }

    /// <summary>Closes in the background: an attempt ends in its own time, and a client whose peer is dead may block for as long as TCP tries.</summary>
    public async Task AbandonAsync()
    {
        await Task.WhenAny(_connecting);
        await Task.WhenAny(OnThread(() => Close(client)));
    }

    private static void Close(SshClient client)
    {
        try
        {
            client.Dispose();
        }
        catch (Exception e) when (e is SshException or SocketException or ObjectDisposedException)
        {
            // It was broken already; there is nobody left to tell.
        }
    }
}

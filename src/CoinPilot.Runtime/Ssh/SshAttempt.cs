using System.Net.Sockets;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace CoinPilot.Ssh;

/// <summary>One bounded attempt to connect, and giving a client up without waiting for it.</summary>
internal static class SshAttempt
{
    public static async Task RunAsync(SshClient client, SshTarget target, TimeProvider time, CancellationToken ct)
    {
        // After the first packets SSH.NET blocks its thread and no longer looks at the token.
        var connecting = BlockingWork.Observed(BlockingWork.OnThread(() => client.ConnectAsync(ct)).Unwrap());
        await connecting.WaitAsync(target.ConnectTimeout, time, ct);
        if (!client.IsConnected)
        {
            throw new SshConnectionException("the connection was closed while the keys were exchanged");
        }

        client.ConnectionInfo.Timeout = Timeout.InfiniteTimeSpan;
    }

    /// <summary>Closes in the background: a client whose peer is dead may block for as long as TCP tries.</summary>
    public static Task Abandon(SshClient client) => BlockingWork.OnThread(() =>
    {
        try
        {
            client.Dispose();
        }
        catch (Exception e) when (e is SshException or SocketException or ObjectDisposedException)
        {
            // It was broken already; there is nobody left to tell.
        }
    });
}

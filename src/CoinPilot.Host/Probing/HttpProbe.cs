using System.Globalization;
using System.Net.Sockets;
using System.Text;
using CoinPilot.Agent.Docker;
using CoinPilot.Health;

namespace CoinPilot.Agent.Probing;

/// <summary>One GET over a connection of its own, of which only the first line of the answer counts (RFC 9112). A client of .NET's would not fit into the agent's bar.</summary>
internal static class HttpProbe
{
    // HTTP/1.1 503 Service Unavailable
    private const int LongestLine = 8 * 1024;

    // Whoever is cut off while it answers writes that into its log, at each question.
    private const int LongestRest = 64 * 1024;
    private static readonly TimeSpan RestBound = TimeSpan.FromSeconds(0.25);

    /// <summary>Throws <see cref="SocketException"/>, <see cref="IOException"/>.</summary>
    public static async Task<ProbeOutcome> AskAsync(ProbeAddress address, string? status, CancellationToken ct)
    {
        using var socket = await ConnectAsync(address, ct).ConfigureAwait(false);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {address.Target} HTTP/1.1\r\nHost: {address.Authority}\r\nUser-Agent: CoinPilot/{ProductVersion.Text}\r\nAccept: */*\r\nConnection: close\r\n\r\n"), ct).ConfigureAwait(false);
        if (await FirstLineAsync(socket, ct).ConfigureAwait(false) is not { } line)
        {
            return new("closed the connection without an answer");
        }

        if (HttpHead.StatusOf(line) is not { } answer)
        {
            return new("answered what is no HTTP");
        }

        await ReadRestAsync(socket, ct).ConfigureAwait(false);
        return ProbeStatus.IsGood(status, answer) ? ProbeOutcome.Passed : new(string.Create(CultureInfo.InvariantCulture, $"answered {answer}"));
    }

    /// <summary>Throws <see cref="SocketException"/>.</summary>
    public static async Task<Socket> ConnectAsync(ProbeAddress address, CancellationToken ct)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, ct).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // Null where the connection ends before anything came.
    private static async Task<string?> FirstLineAsync(Socket socket, CancellationToken ct)
    {
        var buffer = new byte[LongestLine];
        var length = 0;
        while (length < buffer.Length && buffer.AsSpan(0, length).IndexOf((byte)'\n') < 0)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length), ct).ConfigureAwait(false);
            if (read == 0)
            {
                break;
            }

            length += read;
        }

        return length == 0 ? null : Encoding.ASCII.GetString(buffer, 0, length).Split('\n')[0];
    }

    private static async Task ReadRestAsync(Socket socket, CancellationToken ct)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bound.CancelAfter(RestBound);
        var buffer = new byte[LongestRest];
        try
        {
            for (var (total, read) = (0, 1); read > 0 && total < LongestRest; total += read)
            {
                read = await socket.ReceiveAsync(buffer, bound.Token).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is SocketException || (error is OperationCanceledException && !ct.IsCancellationRequested))
        {
            // It has answered: how its body ends is not asked.
        }
    }
}

using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace CoinPilot.Agent.Docker;

/// <summary>One request to the Engine on a connection of its own (RFC 1945: the answer's body ends with the connection).</summary>
/// <remarks>
/// .NET's SocketsHttpHandler came to a stop here in one of some five starts: its pool's threads waited for a lock that nobody
/// held (.NET 10.0.12, seen with dotnet-stack). What is needed of HTTP is this little (D017).
/// </remarks>
internal sealed class EngineCall : IAsyncDisposable
{
    private const string SocketPath = "/run/docker.sock";

    // A header is some hundred bytes.
    private const int LongestHead = 64 * 1024;

    private readonly NetworkStream stream;

    private EngineCall(NetworkStream stream, string head, Stream body)
    {
        this.stream = stream;
        Status = HttpHead.StatusOf(head) ?? throw new IOException("its answer does not begin as one of HTTP");
        Server = ServerOf(head);
        Body = body;
    }

    /// <summary>200, 201, 204, 304, 404, …</summary>
    public int Status { get; }

    /// <summary>Who answers: <c>Docker/26.1.5 (linux)</c>, <c>Libpod/4.3.1 (linux)</c>; empty where that is not said.</summary>
    public string Server { get; }

    public Stream Body { get; }

    /// <summary>Until the answer's head is here. Throws <see cref="IOException"/> or <see cref="SocketException"/> when none comes.</summary>
    public static async Task<EngineCall> SendAsync(string method, string path, CancellationToken ct)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        NetworkStream? stream = null;
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), ct).ConfigureAwait(false);
            stream = new(socket, ownsSocket: true);
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{method} /{path} HTTP/1.0\r\nHost: docker\r\nContent-Length: 0\r\n\r\n"), ct).ConfigureAwait(false);
            var (head, rest) = await ReadHeadAsync(stream, ct).ConfigureAwait(false);
            return new(stream, head, new RestStream(rest, stream));
        }
        catch
        {
            stream?.Dispose();
            socket.Dispose();
            throw;
        }
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private static async Task<(string Head, byte[] Beginning)> ReadHeadAsync(NetworkStream stream, CancellationToken ct)
    {
        var buffer = new byte[LongestHead];
        for (var length = 0; length < buffer.Length;)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), ct).ConfigureAwait(false);
            if (read == 0)
            {
                throw new IOException("it closed the connection before it had answered");
            }

            length += read;
            if (buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) is >= 0 and var end)
            {
                return (Encoding.ASCII.GetString(buffer, 0, end), buffer[(end + 4)..length]);
            }
        }

        throw new IOException("its answer does not begin as one of HTTP");
    }

    // HTTP/1.0 200 OK
    private static string ServerOf(string head) =>
        head.Split("\r\n").FirstOrDefault(line => line.StartsWith("Server:", StringComparison.OrdinalIgnoreCase))?["Server:".Length..].Trim() ?? "";

    private sealed class RestStream(byte[] first, Stream rest) : ForwardStream
    {
        private int taken;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (taken == first.Length)
            {
                return await rest.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            }

            var some = Math.Min(buffer.Length, first.Length - taken);
            first.AsMemory(taken, some).CopyTo(buffer);
            taken += some;
            return some;
        }
    }
}

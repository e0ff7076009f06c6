using System.Net.Sockets;
using Tmds.DBus.Protocol;

namespace CoinPilot.Agent.Systemd;

/// <summary>How systemd's own socket is connected to.</summary>
/// <remarks>
/// systemd reads a message that comes in one piece with the end of the login only when another one follows (seen on 257: every
/// second connection hung). So the end is sent with the login, as systemctl does, and the first message comes after the answer.
/// </remarks>
internal sealed class SystemdSocket(string path) : DBusConnectionOptions
{
    private const string Root = "0";

    protected override async ValueTask<SetupResult> SetupAsync(CancellationToken cancellationToken)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
            return new() { ConnectionStream = new LoginInOnePiece(socket), UserId = Root };
        }
        catch (Exception)
        {
            socket.Dispose();
            throw;
        }
    }

    // Dispose() of a DBusConnection disposes it, and with it the socket.
    private sealed class LoginInOnePiece(Socket socket) : NetworkStream(socket, ownsSocket: true)
    {
        private bool isOver;

        // The lines of D-Bus Specification, "Authentication Protocol".
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!isOver && buffer.Span.StartsWith("AUTH "u8))
            {
                return base.WriteAsync((byte[])[.. buffer.Span, .. "BEGIN\r\n"u8], cancellationToken);
            }

            if (!isOver && buffer.Span.SequenceEqual("BEGIN\r\n"u8))
            {
                isOver = true;
                return ValueTask.CompletedTask;
            }

            return base.WriteAsync(buffer, cancellationToken);
        }
    }
}

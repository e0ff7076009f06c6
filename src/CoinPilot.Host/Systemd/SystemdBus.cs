using Tmds.DBus.Protocol;

namespace CoinPilot.Agent.Systemd;

/// <summary>systemd's own socket, on which it speaks D-Bus without a bus, as systemctl does for root (org.freedesktop.systemd1(5), D099).</summary>
internal sealed class SystemdBus : IDisposable
{
    public const string ManagerPath = "/org/freedesktop/systemd1";
    public const string Manager = "org.freedesktop.systemd1.Manager";

    public const string Service = "org.freedesktop.systemd1";
    private const string Socket = "/run/systemd/private";

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim gate = new(1, 1);
    private DBusConnection? current;
    private Task closed = Task.CompletedTask;

    /// <summary>Whether a systemd runs on this machine.</summary>
    public static bool IsHere => File.Exists(Socket);

    /// <summary>What a call answers. Throws <see cref="SystemdRefusedException"/>.</summary>
    public async Task<T> AskAsync<T>(BusCall call, MessageValueReader<T> read, CancellationToken ct)
    {
        try
        {
            var connection = await ConnectAsync(ct).ConfigureAwait(false);
            return await connection.CallMethodAsync(call.ToMessage(connection.GetMessageWriter(), Service), read, null).WaitAsync(Bound, ct).ConfigureAwait(false);
        }
        catch (Exception error) when (error is DBusExceptionBase or TimeoutException)
        {
            throw Refused(call, error);
        }
    }

    /// <summary>A call of which only the end counts. Throws <see cref="SystemdRefusedException"/>.</summary>
    public Task DoAsync(BusCall call, CancellationToken ct) => AskAsync(call, (_, _) => true, ct);

    /// <summary>Tells how jobs end, until it is disposed. Throws <see cref="SystemdRefusedException"/>.</summary>
    /// <param name="onEnd">The job's path and its result; null and null when systemd no longer tells.</param>
    public async Task<IDisposable> WatchJobsAsync(Action<string?, string?> onEnd, CancellationToken ct)
    {
        try
        {
            var connection = await ConnectAsync(ct).ConfigureAwait(false);

            // On this socket every signal comes by itself.
            return await connection.WatchSignalAsync(
                null,
                ManagerPath,
                Manager,
                "JobRemoved",
                (message, _) => ReadJob(message),
                (Notification<(string Path, string Result)> told) => onEnd(told.HasValue ? told.Value.Path : null, told.HasValue ? told.Value.Result : null),
                ObserverFlags.NoSubscribe | ObserverFlags.EmitOnConnectionClosed | ObserverFlags.EmitOnConnectionFailed,
                emitOnCapturedContext: false).AsTask().WaitAsync(Bound, ct).ConfigureAwait(false);
        }
        catch (Exception error) when (error is DBusExceptionBase or TimeoutException)
        {
            throw Refused(BusCall.OfManager("JobRemoved"), error);
        }
    }

    public void Dispose()
    {
        current?.Dispose();
        gate.Dispose();
    }

    // At the first question, and anew after systemd has begun itself again (daemon-reexec).
    private async Task<DBusConnection> ConnectAsync(CancellationToken ct)
    {
        await gate.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            if (current is null || closed.IsCompleted)
            {
                current?.Dispose();
                current = new(new SystemdSocket(Socket));
                await current.ConnectAsync().AsTask().WaitAsync(Bound, ct).ConfigureAwait(false);
                closed = current.DisconnectedAsync();
            }

            return current;
        }
        finally
        {
            gate.Release();
        }
    }

    private static (string Path, string Result) ReadJob(Message message)
    {
        var body = message.GetBodyReader();
        body.ReadUInt32();
        var path = body.ReadObjectPathAsString();
        body.ReadString();
        return (path, body.ReadString());
    }

    private static SystemdRefusedException Refused(BusCall call, Exception error) => new(
        error is DBusErrorReplyException said ? $"systemd says to {call.Member}: {said.ErrorMessage}" : $"systemd does not answer at {Socket} ({call.Member}): {error.Message}", error)
    {
        Name = (error as DBusErrorReplyException)?.ErrorName,
    };
}

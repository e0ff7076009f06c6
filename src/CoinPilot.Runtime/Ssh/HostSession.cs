using System.Collections.Concurrent;
using CoinPilot.Hosts;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace CoinPilot.Ssh;

/// <summary>One SSH connection, watched: commands run on it until it is closed or lost.</summary>
public sealed class HostSession : IHostSession
{
    // sshd's MaxSessions is 10 unless set; one is kept for the sign of life.
    private const int MaxCommands = 9;

    private readonly SshClient _client;
    private readonly LoginKey _key;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _slots = new(MaxCommands);
    private readonly TaskCompletionSource<string> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<Task, byte> _closing = new();
    private readonly PeerWatch _watch;
    private int _disposed;

    internal HostSession(SshClient client, LoginKey key, SshTarget target, TimeProvider time)
    {
        _client = client;
        _key = key;
        _time = time;
        Description = target.ToString();
        _client.ErrorOccurred += OnError;
        _watch = new PeerWatch(client, target.KeepAlive, time, _lost);
    }

    public string Description { get; }

    public async Task<CommandResult> RunAsync(string shellText, CommandInput input, Action<string>? onOutputLine, TimeSpan timeout, CancellationToken ct)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        ct.ThrowIfCancellationRequested();
        using var limit = new CancellationTokenSource(timeout, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            await _slots.WaitAsync(stop.Token);
            if (_lost.Task.IsCompleted || !_client.IsConnected)
            {
                _slots.Release();
                throw Lost(mayHaveRun: false, null);
            }

            using var watched = _watch.Running();
            var command = new RunningCommand(_client, shellText, input, onOutputLine, _watch.Alive);
            try
            {
                return await command.RunAsync(_lost.Task, stop.Token);
            }
            finally
            {
                Track(command.CloseAsync());
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new CommandTimedOutException(
                $"{Description}: a command had not ended after {timeout.TotalSeconds:0.#} s and may still run there. Next: look at the host (./build.sh Status) before you try again.");
        }
        catch (OperationCanceledException)
        {
            throw new OperationCanceledException(ct);
        }
        catch (Exception e) when (e is SshException or System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            throw Lost(mayHaveRun: true, e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _watch.DisposeAsync();
        _client.ErrorOccurred -= OnError;
        _lost.TrySetResult("the session was closed");
        var closing = Task.WhenAll([.. _closing.Keys, SshAttempt.Abandon(_client)]);
        await Task.WhenAny(closing, Task.Delay(TimeSpan.FromSeconds(2), _time));
        _key.Dispose();
    }

    private void OnError(object? sender, ExceptionEventArgs e) => _lost.TrySetResult(e.Exception.Message);

    private void Track(Task close)
    {
        _closing.TryAdd(close, 0);
        _ = close.ContinueWith(
            t =>
            {
                _closing.TryRemove(t, out _);
                _slots.Release();
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private ContactLostException Lost(bool mayHaveRun, Exception? inner)
    {
        var why = _lost.Task.IsCompletedSuccessfully ? _lost.Task.Result : inner?.Message ?? "not connected";
        var consequence = mayHaveRun ? "What the command did is not known" : "The command was not sent";
        return new ContactLostException($"The connection to {Description} was lost: {why.TrimEnd('.')}. {consequence}; Next: ./build.sh Status shows what the host decided.", mayHaveRun, inner);
    }
}

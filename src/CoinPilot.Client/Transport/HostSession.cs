using System.Net.Sockets;
using CoinPilot.Hosts;
using CoinPilot.Runs;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace CoinPilot.Transport;

/// <summary>One SSH connection, watched: commands run on it until it is closed or lost.</summary>
public sealed class HostSession : IHostSession
{
    // sshd's MaxSessions is 10 unless set; one is kept for the sign of life.
    private const int MaxCommands = 8;

    // The agent's: everything goes through it.
    private const int Ahead = 1;

    private readonly SshClient _client;
    private readonly SshAttempt _attempt;
    private readonly LoginKey _key;
    private readonly SshTarget _target;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _slots = new(MaxCommands);
    private readonly TaskCompletionSource<string> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CommandChannels _channels;
    private readonly PeerWatch _watch;
    private int _disposed;

    internal HostSession(SshClient client, SshAttempt attempt, LoginKey key, SshTarget target, TimeProvider time)
    {
        _client = client;
        _attempt = attempt;
        _key = key;
        _target = target;
        _time = time;
        Description = target.ToString();
        _client.ErrorOccurred += OnError;
        _watch = new PeerWatch(client, target.KeepAlive, time, _lost);
        _channels = new CommandChannels(client);
        _channels.Prepare(Ahead);
    }

    public string Description { get; }

    public async Task<CommandResult> RunAsync(string shellText, CommandInput input, Action<string>? onOutputLine, TimeSpan timeout, CancellationToken ct)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        ct.ThrowIfCancellationRequested();
        using var limit = new CancellationTokenSource(timeout, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        RunningCommand? command = null;
        try
        {
            await _slots.WaitAsync(stop.Token);
            try
            {
                if (_lost.Task.IsCompleted)
                {
                    throw new SshConnectionException(await _lost.Task);
                }

                using var watched = _watch.Running();
                command = new RunningCommand(_channels.Take(), shellText, input, onOutputLine, _watch.Alive);
                await command.StartAsync(_lost.Task, stop.Token);
                return await command.RunAsync(_lost.Task, stop.Token);
            }
            finally
            {
                _ = _channels.Track(command?.CloseAsync() ?? Task.CompletedTask).ContinueWith(
                    _ => _slots.Release(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw CommandTimedOutException.After(timeout, Description);
        }
        catch (OperationCanceledException)
        {
            throw new OperationCanceledException(ct);
        }
        catch (Exception e) when (e is SshConnectionException or SocketException || _lost.Task.IsCompleted)
        {
            throw Lost(command?.MayHaveRun ?? false, e);
        }
        catch (SshException e)
        {
            throw new DeploymentException(
                $"{Description} did not let a command run: {e.Message.TrimEnd('.')}. Next: MaxSessions in its sshd_config must be 3 or more.", FailureKind.Failed, e);
        }
    }

    public async Task<IHostSession> AnotherAsync(CancellationToken ct) => await new SshConnector(_time).ConnectAsync(_target, ct);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _watch.DisposeAsync();
        _client.ErrorOccurred -= OnError;
        _lost.TrySetResult("the session was closed");
        var closing = Task.WhenAll(_channels.CloseAsync(), _attempt.AbandonAsync());
        await Task.WhenAny(closing, Task.Delay(TimeSpan.FromSeconds(2), _time));
        _key.Dispose();
    }

    private void OnError(object? sender, ExceptionEventArgs e) => _lost.TrySetResult(e.Exception.Message);

    private ContactLostException Lost(bool mayHaveRun, Exception? inner)
    {
        var why = _lost.Task.IsCompletedSuccessfully ? _lost.Task.Result : inner?.Message ?? "not connected";
        return ContactLostException.Of(Description, why, mayHaveRun, inner);
    }
}

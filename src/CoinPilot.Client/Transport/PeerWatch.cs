using Renci.SshNet;
using Renci.SshNet.Common;

namespace CoinPilot.Transport;

/// <summary>
/// Notices a peer that is gone without a word. SSH.NET's keep-alive asks for no answer, so a black hole shows only when
/// TCP gives up, after a quarter of an hour: while a command is silent, a second one is run as a sign of life (D082).
/// </summary>
internal sealed class PeerWatch : IAsyncDisposable
{
    private readonly SshClient _client;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource<string> _lost;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private long _lastSign;
    private int _running;

    public PeerWatch(SshClient client, TimeSpan interval, TimeProvider time, TaskCompletionSource<string> lost)
    {
        _client = client;
        _interval = interval;
        _time = time;
        _lost = lost;
        Alive();
        _loop = WatchAsync(_stop.Token);
    }

    /// <summary>Something came from the peer, or it took something.</summary>
    public void Alive() => Volatile.Write(ref _lastSign, _time.GetTimestamp());

    /// <summary>Until disposed, somebody waits for the peer.</summary>
    public IDisposable Running()
    {
        Alive();
        Interlocked.Increment(ref _running);
        return new Scope(this);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAny(_loop);
        _stop.Dispose();
    }

    private TimeSpan Silence => _time.GetElapsedTime(Volatile.Read(ref _lastSign));

    private async Task WatchAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(_interval, _time);
        while (await timer.WaitForNextTickAsync(ct))
        {
            if (Volatile.Read(ref _running) > 0 && Silence >= _interval && !await AnswersAsync(timer, ct))
            {
                _lost.TrySetResult($"no sign of life for {Silence.TotalSeconds:0} s");
                return;
            }
        }
    }

    // Two intervals of patience; an upload that still moves, or the answer of another command, is a sign as well.
    private async Task<bool> AnswersAsync(PeriodicTimer timer, CancellationToken ct)
    {
        var asked = _time.GetTimestamp();
        var answer = Task.Factory.StartNew(Ask, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var next = timer.WaitForNextTickAsync(ct).AsTask();
        while (true)
        {
            if (await Task.WhenAny(answer, next) == answer)
            {
                await next;
                return await answer;
            }

            await next;
            if (Silence < _time.GetElapsedTime(asked))
            {
                return true;
            }

            if (_time.GetElapsedTime(asked) >= 2 * _interval)
            {
                return false;
            }

            next = timer.WaitForNextTickAsync(ct).AsTask();
        }
    }

    private bool Ask()
    {
        try
        {
            // Every shell has it built in: no program of the login's PATH may hang here.
            using var command = _client.CreateCommand("exit 0");
            command.Execute();
        }
        catch (SshConnectionException)
        {
            return false;
        }
        catch (SshException)
        {
            // A refused channel is an answer too.
        }

        Alive();
        return true;
    }

    private sealed class Scope(PeerWatch watch) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref watch._running);
    }
}

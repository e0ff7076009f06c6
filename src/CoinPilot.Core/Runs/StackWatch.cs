using System.Threading.Channels;
using CoinPilot.Protocol;

namespace CoinPilot.Runs;

/// <summary>A running <c>watch</c>: its samples, for one reader after the other.</summary>
public sealed class StackWatch : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Channel<StackSample> samples = Channel.CreateUnbounded<StackSample>(new() { SingleReader = true });
    private readonly CancellationTokenSource stop;
    private readonly Task watching;

    private StackWatch(Func<Action<StackSample>, CancellationToken, Task> watch, CancellationToken ct)
    {
        stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        watching = CompleteAsync(watch(sample => samples.Writer.TryWrite(sample), stop.Token));
    }

    /// <summary>Begins at once, beside whatever else the host does.</summary>
    public static StackWatch Beside(HostClient host, TimeSpan duration, CancellationToken ct) =>
        new((onSample, stop) => host.WatchAsync(duration, onSample, stop), ct);

    /// <summary>For whoever waits for a start: begins when it has lasted a while, since looking takes processor time from what it looks at.</summary>
    public static StackWatch OfStart(HostClient host, TimeSpan duration, TimeProvider clock, CancellationToken ct) =>
        new(
            async (onSample, stop) =>
            {
                await clock.WaitAsync(Patience, stop).ConfigureAwait(false);
                await host.WatchAsync(duration, onSample, stop).ConfigureAwait(false);
            },
            ct);

    /// <summary>Begins on the host when the verb that was asked for last has ended well.</summary>
    /// <param name="before">The longest that verb may take.</param>
    public static StackWatch After(HostClient host, TimeSpan before, TimeSpan duration, CancellationToken ct) =>
        new((onSample, stop) => host.WatchAfterAsync(before, duration, onSample, stop), ct);

    /// <summary>The samples that nobody has read yet, until the time is over or the reader stops; throws what broke the watch.</summary>
    public IAsyncEnumerable<StackSample> ReadAsync(CancellationToken ct) => samples.Reader.ReadAllAsync(ct);

    /// <summary>Ends the verb on the host too.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await watching.ConfigureAwait(false);
        stop.Dispose();
    }

    private async Task CompleteAsync(Task watch)
    {
        // The reader gets what went wrong; where nobody reads any more, nobody asks.
        await Task.WhenAny(watch).ConfigureAwait(false);
        samples.Writer.Complete(watch.IsCanceled ? new OperationCanceledException() : watch.Exception?.InnerException);
    }
}

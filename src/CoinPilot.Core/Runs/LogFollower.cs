using System.Threading.Channels;
using CoinPilot.Logs;

namespace CoinPilot.Runs;

/// <summary>Lines on their way to a screen that may be slower than the services: what does not fit is left out, and said.</summary>
/// <param name="show">A line; called for one after the other.</param>
/// <param name="sayLeftOut">How many lines were left out where it is called: before the next line, or when none follows.</param>
/// <param name="clock">How long none follows.</param>
public sealed class LogFollower(Action<LogLine> show, Action<long> sayLeftOut, TimeProvider clock)
{
    // The host cuts a line at some 4,000 characters.
    private const int Most = 4096;

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    private readonly Channel<(LogLine Line, long LeftOut)> waiting =
        Channel.CreateBounded<(LogLine, long)>(new BoundedChannelOptions(Most) { SingleReader = true, SingleWriter = true });

    // Whoever says a number takes it, so that none is said twice.
    private long leftOut;

    /// <summary>Never waits: who brings the lines also reads the connection.</summary>
    public void Add(LogLine line)
    {
        var before = Interlocked.Exchange(ref leftOut, 0);
        if (!waiting.Writer.TryWrite((line, before)))
        {
            Interlocked.Add(ref leftOut, before + 1);
        }
    }

    /// <summary>Shows what is added while the source brings it, and to its end.</summary>
    public async Task ShowAsync(Task source)
    {
        var shown = Task.Run(ShowAllAsync);
        try
        {
            await source.ConfigureAwait(false);
        }
        finally
        {
            waiting.Writer.Complete();
            await shown.ConfigureAwait(false);
        }
    }

    private async Task ShowAllAsync()
    {
        while (await MoreAsync().ConfigureAwait(false))
        {
            while (waiting.Reader.TryRead(out var next))
            {
                Say(next.LeftOut);
                show(next.Line);
            }
        }

        Say(Interlocked.Exchange(ref leftOut, 0));
    }

    private async Task<bool> MoreAsync()
    {
        var more = waiting.Reader.WaitToReadAsync().AsTask();

        // Nothing is left out while nothing waits: a number that is there now belongs after what was shown last.
        if (Volatile.Read(ref leftOut) > 0 && await Task.WhenAny(more, clock.WaitAsync(Quiet, CancellationToken.None)).ConfigureAwait(false) != more)
        {
            Say(Interlocked.Exchange(ref leftOut, 0));
        }

        return await more.ConfigureAwait(false);
    }

    private void Say(long count)
    {
        if (count > 0)
        {
            sayLeftOut(count);
        }
    }
}

using System.Threading.Channels;
using CoinPilot.Logs;

namespace CoinPilot.Execution;

/// <summary>Lines on their way to a screen that may be slower than the services: what does not fit is left out, and said.</summary>
/// <param name="show">A line, and how many were left out before it; called for one line after the other.</param>
public sealed class LogFollower(Action<LogLine, long> show)
{
    // The host cuts a line at some 4,000 characters.
    private const int Most = 4096;

    private readonly Channel<(LogLine Line, long LeftOut)> waiting =
        Channel.CreateBounded<(LogLine, long)>(new BoundedChannelOptions(Most) { SingleReader = true, SingleWriter = true });

    private long leftOut;

    /// <summary>Never waits: who brings the lines also reads the connection.</summary>
    public void Add(LogLine line)
    {
        if (waiting.Writer.TryWrite((line, leftOut)))
        {
            leftOut = 0;
        }
        else
        {
            leftOut++;
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
        await foreach (var (line, before) in waiting.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            show(line, before);
        }
    }
}

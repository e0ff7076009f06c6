using System.Collections.Immutable;
using System.Globalization;
using System.Threading.Channels;
using CoinPilot.Hosts;

namespace CoinPilot.Execution;

/// <summary>A running <c>watch</c>: its samples, put together from its facts, for one reader after the other.</summary>
public sealed class StackWatch : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Channel<Sample> samples = Channel.CreateUnbounded<Sample>(new() { SingleReader = true });
    private readonly CancellationTokenSource stop;
    private readonly Task watching;

    private StackWatch(Func<Action<string, string>, CancellationToken, Task> watch, CancellationToken ct)
    {
        stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        watching = CompleteAsync(watch(new Collector(samples.Writer).Take, stop.Token));
    }

    /// <summary>One look at every container of the stack.</summary>
    /// <param name="Uptime">How long the host was up then: unlike the time of day nobody sets it.</param>
    /// <param name="Ps">What <c>docker compose ps</c> said when they last changed.</param>
    public sealed record Sample(TimeSpan Uptime, ImmutableArray<ContainerState> Containers, ComposePs Ps);

    /// <summary>Begins at once, beside whatever else the host does.</summary>
    public static StackWatch Beside(HostClient host, TimeSpan duration, CancellationToken ct) =>
        new((onFact, stop) => host.WatchAsync(duration, onFact, stop), ct);

    /// <summary>For whoever waits for a start: begins when it has lasted a while, since looking takes processor time from what it looks at.</summary>
    public static StackWatch OfStart(HostClient host, TimeSpan duration, CancellationToken ct) =>
        new(
            async (onFact, stop) =>
            {
                await Task.Delay(Patience, stop).ConfigureAwait(false);
                await host.WatchAsync(duration, onFact, stop).ConfigureAwait(false);
            },
            ct);

    /// <summary>Begins on the host when the verb that was asked for last has ended well.</summary>
    /// <param name="before">The longest that verb may take.</param>
    public static StackWatch After(HostClient host, TimeSpan before, TimeSpan duration, CancellationToken ct) =>
        new((onFact, stop) => host.WatchAfterAsync(before, duration, onFact, stop), ct);

    /// <summary>The samples that nobody has read yet, until the time is over or the reader stops; throws what broke the watch.</summary>
    public IAsyncEnumerable<Sample> ReadAsync(CancellationToken ct) => samples.Reader.ReadAllAsync(ct);

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

    private sealed class Collector(ChannelWriter<Sample> writer)
    {
        private readonly List<ContainerState> containers = [];
        private readonly List<string> processes = [];
        private ImmutableArray<ContainerState> last = [];
        private ComposePs lastPs = ComposePs.None;
        private string? trouble;
        private TimeSpan uptime;
        private bool same;
        private bool unreadable;

        public void Take(string name, string value)
        {
            switch (name)
            {
                case "sample":
                    uptime = TimeSpan.FromTicks((long)(decimal.Parse(value, CultureInfo.InvariantCulture) * TimeSpan.TicksPerSecond));
                    containers.Clear();
                    processes.Clear();
                    trouble = null;
                    same = false;
                    unreadable = false;
                    break;
                case "unreadable":
                    // The engine did not answer; that says nothing about the containers.
                    unreadable = true;
                    break;
                case "container":
                    containers.Add(ContainerState.Parse(value));
                    break;
                case "same":
                    same = true;
                    break;
                case "ps":
                    processes.Add(value);
                    break;
                case "ps-unreadable":
                    trouble = value;
                    break;
                case "end" when !unreadable:
                    (last, lastPs) = same ? (last, lastPs) : ([.. containers.Where(container => !container.IsOneOff)], ComposePs.Parse(processes, trouble));
                    writer.TryWrite(new(uptime, last, lastPs));
                    break;
                default:
                    break;
            }
        }
    }
}

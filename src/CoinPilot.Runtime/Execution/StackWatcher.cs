using System.Collections.Immutable;
using System.Globalization;
using System.Threading.Channels;
using CoinPilot.Hosts;

namespace CoinPilot.Execution;

/// <summary>The samples of <c>watch</c>, put together from its facts.</summary>
public static class StackWatcher
{
    /// <summary>One look at every container of the stack, at the host's own time.</summary>
    public sealed record Sample(DateTimeOffset At, ImmutableArray<ContainerState> Containers, string UnitState);

    /// <summary>Samples until <paramref name="duration"/> is over or the caller stops; the verb ends with the enumeration.</summary>
    public static async IAsyncEnumerable<Sample> FollowAsync(
        HostClient host, TimeSpan duration, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var samples = Channel.CreateUnbounded<Sample>(new() { SingleReader = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var collector = new Collector(samples.Writer);
        var watching = CompleteAsync(host.WatchAsync(duration, collector.Take, stop.Token), samples.Writer);
        try
        {
            await foreach (var sample in samples.Reader.ReadAllAsync(ct).ConfigureAwait(false))
            {
                yield return sample;
            }

            await watching.ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await watching.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
        }
    }

    private static async Task CompleteAsync(Task watch, ChannelWriter<Sample> writer)
    {
        try
        {
            await watch.ConfigureAwait(false);
            writer.Complete();
        }
        catch (Exception error)
        {
            writer.Complete(error);
            throw;
        }
    }

    private sealed class Collector(ChannelWriter<Sample> writer)
    {
        private readonly List<ContainerState> containers = [];
        private ImmutableArray<ContainerState> last = [];
        private DateTimeOffset at;
        private string active = "";
        private string sub = "";
        private bool same;
        private bool unreadable;

        public void Take(string name, string value)
        {
            switch (name)
            {
                case "sample":
                    at = DateTimeOffset.FromUnixTimeMilliseconds((long)(double.Parse(value, CultureInfo.InvariantCulture) * 1000));
                    containers.Clear();
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
                case "unit.ActiveState":
                    active = value;
                    break;
                case "unit.SubState":
                    sub = value;
                    break;
                case "end" when !unreadable:
                    last = same ? last : [.. containers.Where(container => !container.IsOneOff)];
                    writer.TryWrite(new(at, last, $"{active} ({sub})"));
                    break;
                default:
                    break;
            }
        }
    }
}

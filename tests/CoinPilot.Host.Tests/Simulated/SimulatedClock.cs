using CoinPilot.Agent.Time;

namespace CoinPilot.Simulated;

/// <summary>A clock that jumps to the next moment that somebody waits for, as soon as nothing else is to be done.</summary>
internal sealed class SimulatedClock : IHostClock
{
    // What is cancelled is told on another thread: as long as that may take, nothing jumps.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(5);

    private readonly Lock gate = new();
    private readonly List<Waiter> waiters = [];

    public DateTimeOffset Now { get; set; } = new(2026, 11, 30, 10, 15, 0, TimeSpan.Zero);

    public TimeSpan Uptime { get; private set; } = TimeSpan.FromHours(1);

    public string BootId { get; set; } = "boot-1";

    public Task DelayAsync(TimeSpan time, CancellationToken ct)
    {
        Waiter waiter = new(Uptime + time);
        lock (gate)
        {
            waiters.Add(waiter);
        }

        ct.Register(() =>
        {
            Forget(waiter);
            waiter.Over.TrySetCanceled(ct);
        });
        return waiter.Over.Task;
    }

    /// <summary>Some work to its end, with the time that it takes on this clock.</summary>
    public async Task<T> RunAsync<T>(Task<T> work)
    {
        while (!work.IsCompleted)
        {
            var next = Next();
            await Task.WhenAny(work, Task.Delay(Quiet));
            if (!work.IsCompleted && next is not null && next == Next())
            {
                Pass(next);
            }
        }

        return await work;
    }

    private Waiter? Next()
    {
        lock (gate)
        {
            return waiters.MinBy(waiter => waiter.At);
        }
    }

    private void Pass(Waiter waiter)
    {
        Forget(waiter);
        if (waiter.At > Uptime)
        {
            (Now, Uptime) = (Now + (waiter.At - Uptime), waiter.At);
        }

        waiter.Over.TrySetResult();
    }

    private void Forget(Waiter waiter)
    {
        lock (gate)
        {
            waiters.Remove(waiter);
        }
    }

    private sealed class Waiter(TimeSpan at)
    {
        public TimeSpan At => at;

        public TaskCompletionSource Over { get; } = new();
    }
}

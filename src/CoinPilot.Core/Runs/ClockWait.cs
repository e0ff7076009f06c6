namespace CoinPilot.Runs;

/// <summary>Waiting by a clock that is given, never by this machine's own.</summary>
public static class ClockWait
{
    /// <summary>Ends when the time is over; throws <see cref="OperationCanceledException"/>.</summary>
    public static async Task WaitAsync(this TimeProvider clock, TimeSpan time, CancellationToken ct)
    {
        TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var timer = clock.CreateTimer(_ => over.TrySetResult(), null, time, Timeout.InfiniteTimeSpan).ConfigureAwait(false);
        await using var stop = ct.Register(() => over.TrySetCanceled(ct)).ConfigureAwait(false);
        await over.Task.ConfigureAwait(false);
    }
}

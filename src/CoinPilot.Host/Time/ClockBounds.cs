namespace CoinPilot.Agent.Time;

/// <summary>Bounds that the host's own clock keeps.</summary>
public static class ClockBounds
{
    /// <summary>The result of some work; throws <see cref="TimeoutException"/> when it takes longer, and the work is given up.</summary>
    public static async Task<T> WithinAsync<T>(this IHostClock clock, TimeSpan bound, Func<CancellationToken, Task<T>> work, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var working = work(stop.Token);
        var isLate = await Task.WhenAny(working, clock.DelayAsync(bound, waiting.Token)).ConfigureAwait(false) != working;
        waiting.Cancel(); // here and now: on another thread a simulated clock could pass the bound meanwhile
        if (!isLate || ct.IsCancellationRequested)
        {
            return await working.ConfigureAwait(false);
        }

        await stop.CancelAsync().ConfigureAwait(false);
        try
        {
            return await working.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new TimeoutException($"no end within {bound.TotalSeconds:0} s");
        }
    }
}

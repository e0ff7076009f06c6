namespace CoinPilot.Runs;

/// <summary>Work that may be left without anybody who waits for it.</summary>
public static class LeftBehind
{
    /// <summary>Its failure must not surface later as an unobserved exception: whoever leaves it behind has another failure to tell, or none.</summary>
    public static Task Observed(Task task)
    {
        _ = task.ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return task;
    }

    /// <summary>Work that is begun before it is needed.</summary>
    public static Task<T> Begin<T>(Func<Task<T>> work, CancellationToken ct)
    {
        var begun = Task.Run(work, ct);
        Observed(begun);
        return begun;
    }
}

namespace CoinPilot.Runs;

/// <summary>Work that nobody waits for any more.</summary>
public static class LeftBehind
{
    /// <summary>Its failure must not surface later as an unobserved exception: whoever leaves it behind has another failure to tell, or none.</summary>
    public static Task Observed(Task task)
    {
        _ = task.ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return task;
    }
}

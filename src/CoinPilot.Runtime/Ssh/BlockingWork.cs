using Renci.SshNet.Common;

namespace CoinPilot.Ssh;

/// <summary>Threads for calls that block, and waits that may leave them behind.</summary>
internal static class BlockingWork
{
    public static Task OnThread(Action work) => Observed(
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));

    public static Task<T> OnThread<T>(Func<T> work)
    {
        var task = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Observed(task);
        return task;
    }

    /// <summary>Waits for <paramref name="work"/>, but not longer than the connection lives or the caller wants.</summary>
    public static async Task Either(Task work, Task<string> lost, CancellationToken ct)
    {
        var first = await Task.WhenAny(work, lost).WaitAsync(ct);
        if (first == lost && !work.IsCompleted)
        {
            throw new SshConnectionException(await lost);
        }

        await work;
    }

    public static async Task<T> Either<T>(Task<T> work, Task<string> lost, CancellationToken ct)
    {
        await Either((Task)work, lost, ct);
        return await work;
    }

    /// <summary>A task that may be left behind: its failure must not surface later as an unobserved exception.</summary>
    public static Task Observed(Task task)
    {
        _ = task.ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return task;
    }
}

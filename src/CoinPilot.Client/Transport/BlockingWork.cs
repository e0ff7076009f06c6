using CoinPilot.Runs;
using Renci.SshNet.Common;

namespace CoinPilot.Transport;

/// <summary>Threads for calls that block, and waits that may leave them behind.</summary>
internal static class BlockingWork
{
    public static Task OnThread(Action work) => LeftBehind.Observed(
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));

    public static Task<T> OnThread<T>(Func<T> work)
    {
        var task = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        LeftBehind.Observed(task);
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
}

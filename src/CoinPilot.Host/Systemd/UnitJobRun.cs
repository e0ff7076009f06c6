using System.Collections.Concurrent;

namespace CoinPilot.Agent.Systemd;

/// <summary>A job of systemd, asked for and waited for.</summary>
internal sealed class UnitJobRun(SystemdBus bus)
{
    public const string Done = "done";

    /// <summary>The job's result (org.freedesktop.systemd1(5), JobRemoved); null when the bound has passed. Throws <see cref="SystemdRefusedException"/>.</summary>
    /// <param name="call">Answers with the job's path.</param>
    public async Task<string?> RunAsync(BusCall call, TimeSpan bound, CancellationToken ct)
    {
        // A short job may have ended before its path is known here.
        ConcurrentDictionary<string, string> ended = new(StringComparer.Ordinal);
        using SemaphoreSlim news = new(0);
        var isLost = false;
        using var watch = await bus.WatchJobsAsync(
            (path, result) =>
            {
                if (path is null)
                {
                    isLost = true;
                }
                else
                {
                    ended[path] = result!;
                }

                news.Release();
            },
            ct).ConfigureAwait(false);
        var job = await bus.AskAsync(call, (message, _) => message.GetBodyReader().ReadObjectPathAsString(), ct).ConfigureAwait(false);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(bound);
        string? result;
        while (!ended.TryGetValue(job, out result))
        {
            if (isLost)
            {
                return "lost sight of";
            }

            try
            {
                await news.WaitAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                return null;
            }
        }

        return result == "skipped" ? Done : result;
    }
}

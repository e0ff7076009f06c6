using System.Runtime.CompilerServices;
using CoinPilot.Agent.Serving;
using CoinPilot.Agent.Time;
using CoinPilot.Protocol;

namespace CoinPilot.Agent.Staging;

/// <summary>Waiting for what takes long, with signs of life: a line that is dead shows by them, and the operator sees what is waited for.</summary>
internal sealed class ToldWait(IHostClock clock, VerbContext context)
{
    private const int BeatsBetweenWords = 5;

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);

    /// <summary>The jobs as they end, each with its name.</summary>
    public async IAsyncEnumerable<TJob> EachAsync<TJob>(IReadOnlyDictionary<TJob, string> jobs, [EnumeratorCancellation] CancellationToken ct)
        where TJob : Task
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var left = jobs.Keys.ToList();
        var tick = clock.DelayAsync(Beat, over.Token);
        for (var beats = 1; left.Count > 0;)
        {
            var first = await Task.WhenAny([.. left, tick]).ConfigureAwait(false);
            if (first is TJob job && left.Remove(job))
            {
                yield return job;
                continue;
            }

            await tick.ConfigureAwait(false);
            await context.Tell(new StillAtWork(clock.Now)).ConfigureAwait(false);
            if (beats++ % BeatsBetweenWords == 0)
            {
                await context.SayAsync($"still waiting for {string.Join(' ', left.Select(one => jobs[one]))}").ConfigureAwait(false);
            }

            tick = clock.DelayAsync(Beat, over.Token);
        }

        await over.CancelAsync().ConfigureAwait(false);
    }
}

using CoinPilot.Agent.Serving;
using CoinPilot.Agent.Staging;
using CoinPilot.Agent.Time;
using CoinPilot.Protocol;
using Xunit;

namespace CoinPilot.Staging;

public sealed class ToldWaitTests
{
    private readonly List<AgentEvent> told = [];
    private readonly HandClock clock = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_job_comes_as_it_ends_and_what_is_waited_for_is_said()
    {
        TaskCompletionSource one = new(), two = new();
        Dictionary<Task, string> jobs = new() { [one.Task] = "one", [two.Task] = "two" };
        var waiting = EndedAsync(jobs, Ct);

        clock.Pass(5);
        Assert.Equal(["beat", "beat", "beat", "beat", "beat", "still waiting for one two"], told.Select(Text));
        two.SetResult();
        clock.Pass(5);
        Assert.Equal("still waiting for one", Text(told[^1]));
        one.SetResult();

        Assert.Equal(["two", "one"], await waiting);
        Assert.Equal(0, clock.Waiting);
    }

    [Fact]
    public async Task A_client_that_is_gone_ends_it()
    {
        using CancellationTokenSource gone = new();
        var waiting = EndedAsync(new() { [new TaskCompletionSource().Task] = "one" }, gone.Token);

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private async Task<List<string>> EndedAsync(Dictionary<Task, string> jobs, CancellationToken ct)
    {
        VerbContext context = new(new("shop", "", "shop", "me", "here"), null, line =>
        {
            told.Add(line);
            return ValueTask.CompletedTask;
        });
        List<string> ended = [];
        await foreach (var job in new ToldWait(clock, context).EachAsync(jobs, ct))
        {
            ended.Add(jobs[job]);
        }

        return ended;
    }

    private static string Text(AgentEvent line) => line is Said said ? said.Text : "beat";

    /// <summary>A clock whose waits end when the test says so.</summary>
    private sealed class HandClock : IHostClock
    {
        private readonly List<TaskCompletionSource> waits = [];

        public DateTimeOffset Now => default;

        public TimeSpan Uptime => default;

        public string BootId => "";

        public int Waiting => waits.Count(wait => !wait.Task.IsCompleted);

        public Task DelayAsync(TimeSpan time, CancellationToken ct)
        {
            TaskCompletionSource wait = new();
            ct.Register(() => wait.TrySetCanceled(ct));
            waits.Add(wait);
            return wait.Task;
        }

        // Who waits goes on within SetResult: nothing here takes another thread.
        public void Pass(int times)
        {
            for (var i = 0; i < times; i++)
            {
                waits[^1].SetResult();
            }

        }
    }
}

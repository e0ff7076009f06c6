using CoinPilot.Logs;
using CoinPilot.Options;
using CoinPilot.Stack;
using Xunit;

namespace CoinPilot.Runs;

public sealed class LogFollowerTests
{
    [Fact]
    public async Task A_screen_that_is_slower_than_the_services_is_told_what_it_missed()
    {
        const int Written = 100_000;
        using ManualResetEventSlim ready = new();
        var (shown, leftOut) = (0L, 0L);
        LogFollower follower = new(
            _ =>
            {
                ready.Wait(TestContext.Current.CancellationToken);
                shown++;
            },
            count => leftOut += count,
            TimeProvider.System);

        await follower.ShowAsync(Task.Run(async () =>
        {
            Write(follower, Written);
            ready.Set();
            // The last line always finds room by now, and says what was left out before it.
            await Task.Delay(500, TestContext.Current.CancellationToken);
            follower.Add(new("web", "", "last"));
        }, TestContext.Current.CancellationToken));

        Assert.Equal(Written + 1, shown + leftOut);
        Assert.InRange(shown, 4096, 10_000);
    }

    [Fact]
    public async Task What_was_left_out_last_is_said_at_the_end()
    {
        const int Written = 100_000;
        using ManualResetEventSlim ready = new();
        var (shown, leftOut) = (0L, 0L);
        LogFollower follower = new(_ => { ready.Wait(TestContext.Current.CancellationToken); shown++; }, count => leftOut += count, TimeProvider.System);

        await Assert.ThrowsAsync<InvalidOperationException>(() => follower.ShowAsync(Task.Run(
            () =>
            {
                Write(follower, Written);
                ready.Set();
                throw new InvalidOperationException("The contact was lost.");
            }, TestContext.Current.CancellationToken)));

        Assert.Equal(Written, shown + leftOut);
    }

    [Fact]
    public async Task What_was_left_out_is_said_when_nothing_follows()
    {
        const int Written = 100_000;
        using ManualResetEventSlim ready = new();
        using ManualResetEventSlim said = new();
        List<string> seen = [];
        var leftOut = 0L;
        LogFollower follower = new(
            line =>
            {
                ready.Wait(TestContext.Current.CancellationToken);
                seen.Add(line.Text);
            },
            count =>
            {
                seen.Add("some were left out");
                if ((leftOut += count) + seen.Count(text => text != "some were left out") == Written)
                {
                    said.Set();
                }
            },
            TimeProvider.System);

        await follower.ShowAsync(Task.Run(
            () =>
            {
                Write(follower, Written);
                ready.Set();
                said.Wait(TestContext.Current.CancellationToken);
                follower.Add(new("web", "", "later"));
            }, TestContext.Current.CancellationToken));

        Assert.Equal(["some were left out", "later"], seen[^2..]);
    }

    [Fact]
    public async Task What_fits_is_shown_whole_and_in_order()
    {
        List<string> shown = [];
        LogFollower follower = new(line => shown.Add(line.Text), count => shown.Add($"left out {count}"), TimeProvider.System);

        await follower.ShowAsync(Task.Run(() => Write(follower, 1000), TestContext.Current.CancellationToken));

        Assert.Equal(Enumerable.Range(0, 1000).Select(x => $"{x}"), shown);
    }

    private static void Write(LogFollower follower, int lines)
    {
        for (var i = 0; i < lines; i++)
        {
            follower.Add(new("web", "", $"{i}"));
        }
    }
}

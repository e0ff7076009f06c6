using CoinPilot.Logs;
using Xunit;

namespace CoinPilot.Execution;

public sealed class LogFollowerTests
{
    [Fact]
    public async Task A_screen_that_is_slower_than_the_services_is_told_what_it_missed()
    {
        const int Written = 100_000;
        using ManualResetEventSlim ready = new();
        var (shown, leftOut) = (0L, 0L);
        LogFollower follower = new((_, before) =>
        {
            ready.Wait(TestContext.Current.CancellationToken);
            shown++;
            leftOut += before;
        });

        await follower.ShowAsync(Task.Run(async () =>
        {
            for (var i = 0; i < Written; i++)
            {
                follower.Add(new("web", "", $"{i}"));
            }

            ready.Set();
            // The last line always finds room by now, and says what was left out before it.
            await Task.Delay(500, TestContext.Current.CancellationToken);
            follower.Add(new("web", "", "last"));
        }, TestContext.Current.CancellationToken));

        Assert.Equal(Written + 1, shown + leftOut);
        Assert.InRange(shown, 4096, 10_000);
    }

    [Fact]
    public async Task What_fits_is_shown_whole_and_in_order()
    {
        List<string> shown = [];
        LogFollower follower = new((line, _) => shown.Add(line.Text));

        await follower.ShowAsync(Task.Run(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                follower.Add(new("web", "", $"{i}"));
            }
        }, TestContext.Current.CancellationToken));

        Assert.Equal(Enumerable.Range(0, 1000).Select(x => $"{x}"), shown);
    }
}

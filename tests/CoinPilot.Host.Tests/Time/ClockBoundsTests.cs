using CoinPilot.Agent.Time;
using Xunit;

namespace CoinPilot.Time;

public sealed class ClockBoundsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Work_that_ends_in_time_says_its_result() =>
        Assert.Equal(7, await new StandingClock(isLate: false).WithinAsync(TimeSpan.FromSeconds(1), async stop =>
        {
            await Task.Yield();
            return 7;
        }, Ct));

    [Fact]
    public async Task Work_that_takes_longer_is_given_up()
    {
        var wasGivenUp = false;

        await Assert.ThrowsAsync<TimeoutException>(() => new StandingClock(isLate: true).WithinAsync(TimeSpan.FromSeconds(1), async stop =>
        {
            stop.Register(() => wasGivenUp = true);
            await Task.Delay(Timeout.Infinite, stop);
            return 7;
        }, Ct));

        Assert.True(wasGivenUp);
    }

    [Fact]
    public async Task Who_gives_it_up_himself_is_told_so()
    {
        using CancellationTokenSource unwanted = new();
        var work = new StandingClock(isLate: false).WithinAsync(TimeSpan.FromSeconds(1), async stop =>
        {
            await Task.Delay(Timeout.Infinite, stop);
            return 7;
        }, unwanted.Token);

        await unwanted.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
    }

    /// <summary>A clock on which every time has passed, or none ever does.</summary>
    private sealed class StandingClock(bool isLate) : IHostClock
    {
        public DateTimeOffset Now => DateTimeOffset.UnixEpoch;

        public TimeSpan Uptime => TimeSpan.Zero;

        public string BootId => "boot";

        public Task DelayAsync(TimeSpan time, CancellationToken ct) => isLate ? Task.CompletedTask : Task.Delay(Timeout.Infinite, ct);
    }
}

using Xunit;

namespace CoinPilot.Systemd;

public sealed class SystemdDurationTests
{
    [Theory]
    [InlineData("90", 90)]
    [InlineData("5min 20s", 320)]
    [InlineData("5min20s", 320)]
    [InlineData("1.5h", 5400)]
    [InlineData("300ms", 0.3)]
    [InlineData(" 2 d ", 172800)]
    public void A_time_span_is_read(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), SystemdDuration.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("5 parsecs")]
    [InlineData("-1")]
    public void What_is_none_is_null(string text) => Assert.Null(SystemdDuration.Parse(text));

    [Fact]
    public void Infinity_is_the_infinite_time_span() => Assert.Equal(Timeout.InfiniteTimeSpan, SystemdDuration.Parse("infinity"));

    [Fact]
    public void Seconds_are_rounded_up() => Assert.Equal("91", SystemdDuration.Seconds(TimeSpan.FromSeconds(90.2)));
}

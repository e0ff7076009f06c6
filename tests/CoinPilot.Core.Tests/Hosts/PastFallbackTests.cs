using CoinPilot.Inspection;
using Xunit;

namespace CoinPilot.Hosts;

public sealed class PastFallbackTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 24, 5, 31, 7, TimeSpan.Zero);

    [Theory]
    [InlineData(false, "an image that did not come up (web, db)")]
    [InlineData(true, "an image for another architecture (web, db)")]
    public void It_is_read_as_it_was_written_and_says_why(bool isForeign, string words)
    {
        var fallback = PastFallback.Parse(new PastFallback("20261124-053107-ab12cd3", At, "web, db", isForeign).ToString())!;

        Assert.Equal(("20261124-053107-ab12cd3", At), (fallback.Release, fallback.At));
        Assert.Contains($"the boot of 2026-11-24 05:31:07 UTC brought {words}", fallback.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void One_of_version_1_is_read() =>
        Assert.Equal(
            new("20261124-053107-ab12cd3", At, "web", true),
            PastFallback.Parse("format='1'\nrelease='20261124-053107-ab12cd3'\nat='1795498267'\nservices='web'\nforeign='yes'\n"));

    [Theory]
    [InlineData("format='9'\nrelease='x'\nat='1'\n")]
    [InlineData("")]
    public void What_a_later_version_wrote_is_passed_over(string text) => Assert.Null(PastFallback.Parse(text));

    [Fact]
    public void It_is_the_reason_of_the_hold_of_its_own_release_only()
    {
        PastFallback fallback = new(StatusSamples.Good.Current, At, "web", false);

        Assert.Equal(fallback.Reason, (StatusSamples.Good with { IsHeld = true, LastFallback = fallback }).HoldReason);
        Assert.Null((StatusSamples.Good with { IsHeld = false, LastFallback = fallback }).HoldReason);
        Assert.Null((StatusSamples.Good with { IsHeld = true, LastFallback = fallback with { Release = "another" } }).HoldReason);
        Assert.Null((StatusSamples.Good with { IsHeld = true }).HoldReason);
    }
}

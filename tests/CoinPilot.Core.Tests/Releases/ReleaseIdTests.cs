using Xunit;

namespace CoinPilot.Releases;

public sealed class ReleaseIdTests
{
    [Fact]
    public void An_id_is_made_of_the_time_and_the_content() =>
        Assert.Equal("20261124-053107-ab12cd3", ReleaseId.Create(new(2026, 11, 24, 6, 31, 7, TimeSpan.FromHours(1)), "ab12cd3fff").Text);

    [Theory]
    [InlineData("20261124-053107-ab12cd")]
    [InlineData("20261124-053107-AB12CD3")]
    [InlineData("20261124-053107-ab12cd3\n")]
    [InlineData("../etc/passwd")]
    [InlineData("")]
    public void What_is_no_id_is_refused(string text) => Assert.Throws<FormatException>(() => ReleaseId.Parse(text));
}

using Xunit;

namespace CoinPilot.CommandLine;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("10", 10)]
    [InlineData("10s", 10)]
    [InlineData("5m", 300)]
    [InlineData("1m30s", 90)]
    [InlineData("1h", 3600)]
    public void Seconds_and_units_are_read(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), DurationText.Parse("--stable-for", text));

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("ten")]
    [InlineData("1.5s")]
    [InlineData("00:10:00")]
    [InlineData("8000h")]
    public void What_is_no_duration_is_bad_input_that_names_the_parameter(string text)
    {
        var error = Assert.Throws<DeploymentException>(() => DurationText.Parse("--stable-for", text));

        Assert.Equal(ExitStatus.BadInput, error.ExitStatus);
        Assert.StartsWith($"--stable-for '{text}'", error.Message, StringComparison.Ordinal);
    }
}

using Xunit;

namespace CoinPilot.CommandLine;

public sealed class InputLineTests
{
    [Theory]
    [InlineData("secret\r\nmore", "secret")]
    [InlineData("secret", "secret")]
    [InlineData("\nmore", "")]
    [InlineData("", null)]
    public void The_first_line_is_the_secret(string input, string? line)
    {
        using StringReader reader = new(input);

        Assert.Equal(line, InputLine.First(reader));
    }

    [Fact]
    public void A_line_without_an_end_is_not_read_for_ever()
    {
        using StreamReader endless = new("/dev/zero");

        Assert.Equal(4096, InputLine.First(endless)!.Length);
    }
}

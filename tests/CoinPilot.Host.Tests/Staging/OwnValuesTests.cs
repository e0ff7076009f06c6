using CoinPilot.Agent.Staging;
using Xunit;

namespace CoinPilot.Staging;

public sealed class OwnValuesTests
{
    private static readonly string[] Surroundings = ["PATH", "LANG", "DEBUG", "TIER", "not a name"];

    [Theory]
    [InlineData("LEVEL=$DEBUG\n", "DEBUG")]
    [InlineData("LEVEL=${DEBUG:-0}\nX=1\n", "DEBUG")]
    [InlineData("A=1\nLEVEL=x$TIER", "TIER")]
    [InlineData("LEVEL=$DEBUGGING\n", null)]
    [InlineData("LEVEL=$DEBUG\nDEBUG=1\n", null)]
    [InlineData("  export DEBUG = 1\nLEVEL=$DEBUG\n", null)]
    [InlineData("# DEBUG=1\nLEVEL=$DEBUG\n", "DEBUG")]
    [InlineData("LEVEL=DEBUG\n", null)]
    [InlineData("WHERE=$PATH\nHOW=$LANG\n", null)]
    [InlineData("", null)]
    public void What_a_file_uses_and_does_not_set_comes_from_the_surroundings(string text, string? borrowed) =>
        Assert.Equal(borrowed, OwnValues.Borrowed(text, Surroundings));
}

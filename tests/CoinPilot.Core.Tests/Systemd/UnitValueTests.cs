using Xunit;

namespace CoinPilot.Systemd;

public sealed class UnitValueTests
{
    [Theory]
    [InlineData("/opt/a%pp", "/opt/a%%pp")]
    [InlineData("a $b \"c\" \\d", "a $b \"c\" \\d")]
    public void Only_the_percent_sign_is_escaped(string value, string expected) =>
        Assert.Equal(expected, UnitValue.Escape(value));

    [Theory]
    [InlineData("")]
    [InlineData(" a")]
    [InlineData("a ")]
    [InlineData("a\nb")]
    [InlineData("a\\")]
    [InlineData("a\uffff")]
    public void What_a_line_would_change_is_refused(string value) =>
        Assert.Throws<ArgumentException>(() => UnitValue.Escape(value));

    [Theory]
    [InlineData("/usr/bin/docker", true)]
    [InlineData("/opt/g++/x", true)]
    [InlineData("docker", false)]
    [InlineData("/opt/a b", false)]
    [InlineData("/opt/%x", false)]
    [InlineData("/bin/x\n", false)]
    public void A_program_is_an_absolute_path_that_needs_no_escaping(string path, bool expected) =>
        Assert.Equal(expected, ProgramPath.IsValid(path));
}

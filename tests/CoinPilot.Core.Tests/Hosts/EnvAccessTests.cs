using Xunit;

namespace CoinPilot.Hosts;

public sealed class EnvAccessTests
{
    private const string File = "/etc/coinpilot/shop/.env";

    [Theory]
    [InlineData("600 0 700 0", null)]
    [InlineData("400 0 755 0", null)]
    [InlineData("644 0 755 0", "can be read by others (mode 644)")]
    [InlineData("640 0 755 0", "can be read by others (mode 640)")]
    [InlineData("620 0 700 0", "can be written by others (mode 620)")]
    [InlineData("666 0 700 0", "can be written by others (mode 666)")]
    [InlineData("600 1000 700 0", "belongs to another user than root")]
    [InlineData("600 0 775 0", "/etc/coinpilot/shop can be written by others")]
    [InlineData("600 0 700 1000", "/etc/coinpilot/shop can be written by others")]
    public void What_others_can_do_with_it_is_said_with_its_mending(string facts, string? words)
    {
        var trouble = EnvAccess.Parse(facts)!.Trouble(File);

        Assert.Equal(words is null, trouble is null);
        if (words is not null)
        {
            Assert.Contains(words, trouble!.Value.Text, StringComparison.Ordinal);
            Assert.Contains($"sudo chmod 600 {File}", trouble.Value.Fix, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("600 0")]
    [InlineData("rw- 0 700 0")]
    public void What_is_no_such_fact_is_none(string facts) => Assert.Null(EnvAccess.Parse(facts));
}

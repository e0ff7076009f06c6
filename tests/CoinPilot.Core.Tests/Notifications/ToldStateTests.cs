using CoinPilot.Releases;
using Xunit;

namespace CoinPilot.Notifications;

/// <summary>What was told last, as it is kept.</summary>
public sealed class ToldStateTests
{
    private const string Kept = """{"format":1,"next":7,"facts":{"confirmed":"20261124-053107-ab12cd3 1795000000"},"off":["firewall","service-down db"],"roomLow":true,"recent":{"degraded stack":{"at":1795000100,"folded":2}}}""";

    [Fact]
    public void It_is_read_as_it_was_written() => Assert.Equal(Kept + "\n", ToldState.Parse(Kept)!.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("{\"format\":1}")]
    [InlineData("[]")]
    public void What_was_cut_off_is_nothing(string text) => Assert.Null(ToldState.Parse(text));

    [Fact]
    public void A_later_one_is_refused_by_name() => Assert.Contains(
        "what was told", Assert.Throws<UnknownFormatException>(() => ToldState.Parse(Kept.Replace("\"format\":1", "\"format\":2", StringComparison.Ordinal))).Message, StringComparison.Ordinal);

    [Fact]
    public void The_last_value_of_a_variable_counts_as_Compose_decodes_it()
    {
        Assert.Equal("https://x.example/a b", StackVariables.ValueOf("HOOK=old\nexport HOOK=\"https://x.example/a b\"\n", "HOOK"));
        Assert.Null(StackVariables.ValueOf("OTHER=1\n", "HOOK"));
    }
}

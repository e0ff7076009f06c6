using CoinPilot.Agent;
using CoinPilot.Agent.Cli;
using CoinPilot.Agent.Transaction;
using Xunit;

namespace CoinPilot.Cli;

public sealed class TypedTests
{
    [Fact]
    public void Each_command_is_known_and_in_the_help()
    {
        Assert.All(Typed.Words, word => Assert.Equal(word, Typed.Parse([word]).Word));
        Assert.All(Typed.Words, word => Assert.Contains($"\n  {word} ", HostWord.Usage, StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_not_given_is_left_to_the_host()
    {
        var typed = Typed.Parse(["status"]);

        Assert.Equal((null, "", false, false, null, null, RevertMode.Asked), (typed.App, typed.Unit, typed.IsJson, typed.IsFollowing, typed.Tail, typed.Release, typed.Mode));
        Assert.Empty(typed.Services);
    }

    [Fact]
    public void Options_are_read_in_any_order()
    {
        var typed = Typed.Parse(["logs", "--follow", "--service", "web", "--tail", "20", "--json", "--app", "shop", "--service", "db", "--unit", "x.service"]);

        Assert.Equal(("shop", "x.service", true, true, 20), (typed.App, typed.Unit, typed.IsJson, typed.IsFollowing, typed.Tail));
        Assert.Equal(["web", "db"], typed.Services);
        Assert.Equal("20261130-101500-abcdef0", Typed.Parse(["rollback", "--release", "20261130-101500-abcdef0"]).Release);
    }

    // The command lines of the timer and of the guard.
    [Theory]
    [InlineData(nameof(RevertMode.Timer), "revert", "--app", "shop", "--unit", "shop-compose.service", "--by", "timer")]
    [InlineData(nameof(RevertMode.Boot), "revert", "--app", "shop", "--unit", "shop-compose.service", "--boot")]
    [InlineData(nameof(RevertMode.Asked), "revert")]
    public void A_revert_knows_who_asks(string mode, params string[] words) => Assert.Equal(Enum.Parse<RevertMode>(mode), Typed.Parse(words).Mode);

    [Theory]
    [InlineData("no command is given")]
    [InlineData("'stats' is no command of coinpilot; did you mean status?", "stats")]
    [InlineData("'zzzzzz' is no command of coinpilot", "zzzzzz")]
    [InlineData("'--nope' is no option of coinpilot status", "status", "--nope")]
    [InlineData("'--follow' is no option of coinpilot status", "status", "--follow")]
    [InlineData("'--boot' is no option of coinpilot status", "status", "--boot")]
    [InlineData("'--release x' is no option of coinpilot revert", "revert", "--release", "x")]
    [InlineData("'--by me' is no option of coinpilot revert", "revert", "--by", "me")]
    [InlineData("'--tail 5' is no option of coinpilot status", "status", "--tail", "5")]
    [InlineData("--tail '-5' is no number", "logs", "--tail", "-5")]
    [InlineData("--tail '5x' is no number", "history", "--tail", "5x")]
    [InlineData("--app needs a value", "status", "--app")]
    [InlineData("--app needs a value", "status", "--app", "")]
    [InlineData("'shop' is no option of coinpilot status", "status", "shop")]
    public void What_is_not_known_is_refused(string why, params string[] words)
    {
        var refused = Assert.Throws<VerbFailedException>(() => Typed.Parse(words));

        Assert.Equal((ExitStatus.BadInput, why), (refused.Failure.ExitCode, refused.Message));
        Assert.Equal(["sudo coinpilot --help lists the commands"], refused.Failure.Fixes);
    }
}

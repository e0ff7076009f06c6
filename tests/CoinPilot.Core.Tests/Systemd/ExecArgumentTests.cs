using CsCheck;
using Xunit;

namespace CoinPilot.Systemd;

public sealed class ExecArgumentTests
{
    [Theory]
    [InlineData("", "\"\"")]
    [InlineData("--env-file=/etc/a.env", "--env-file=/etc/a.env")]
    [InlineData("a b", "\"a b\"")]
    [InlineData(";", "\";\"")]
    [InlineData("100%pure", "\"100%%pure\"")]
    [InlineData("$HOME", "\"$$HOME\"")]
    [InlineData("a\\\"b", "\"a\\\\\\\"b\"")]
    [InlineData("a\nb\u007f", "\"a\\x0ab\\x7f\"")]
    [InlineData("한", "\"한\"")]
    public void An_argument_is_quoted_only_where_systemd_would_touch_it(string argument, string expected) =>
        Assert.Equal(expected, ExecArgument.Quote(argument));

    [Fact]
    public void What_no_line_can_hold_is_refused() =>
        Assert.All(["a\0b", "\ud800", "\uffff"], argument => Assert.Throws<ArgumentException>(() => ExecArgument.Quote(argument)));

    [Fact]
    public void Systemd_reads_back_what_was_quoted() =>
        UnitText.Argument.Array[0, 6].Array[20].Sample(
            lines =>
            {
                var commands = lines.Select(arguments => ExecCommand.Of("/bin/true", arguments)).ToList();

                var seen = SystemdAnalyze.CommandLines("[Service]\nType=oneshot\n" + string.Concat(commands.Select(c => $"ExecStart={c}\n")))[0];

                Assert.Equal(
                    lines.Select(arguments => string.Join('\u241f', ["/bin/true", .. arguments])),
                    seen.Select(argv => string.Join('\u241f', argv).Replace("$$", "$", StringComparison.Ordinal)));
            },
            iter: 20,
            threads: 1);
}

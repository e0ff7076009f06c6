using CsCheck;
using Xunit;

namespace CoinPilot.Systemd;

public sealed class EnvironmentWordTests
{
    [Theory]
    [InlineData("", "A=")]
    [InlineData("/a:/b", "A=/a:/b")]
    [InlineData("$HOME", "A=$HOME")]
    [InlineData("50%off", "\"A=50%%off\"")]
    [InlineData("a b\t\n", "\"A=a b\\t\\n\"")]
    public void A_value_is_quoted_only_where_systemd_would_touch_it(string value, string expected) =>
        Assert.Equal(expected, EnvironmentWord.Quote("A", value));

    [Theory]
    [InlineData("", "x")]
    [InlineData("1A", "x")]
    [InlineData("A-B", "x")]
    [InlineData("A", "\u0001")]
    [InlineData("A", "\0")]
    public void What_systemd_would_ignore_is_refused(string name, string value) =>
        Assert.Throws<ArgumentException>(() => EnvironmentWord.Quote(name, value));

    [Fact]
    public void Systemd_reads_back_what_was_quoted() =>
        UnitText.Value.Array[20].Sample(
            values =>
            {
                var words = values.Select((value, i) => EnvironmentWord.Quote($"V{i}", value));

                var seen = SystemdAnalyze.Environments($"[Service]\nType=oneshot\nExecStart=/bin/true\nEnvironment={string.Join(' ', words)}\n")[0];

                Assert.Equal(values.Select((value, i) => $"V{i}={value}"), seen);
            },
            iter: 20,
            threads: 1);
}

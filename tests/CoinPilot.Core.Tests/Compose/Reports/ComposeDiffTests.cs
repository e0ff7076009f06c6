using Xunit;

namespace CoinPilot.Compose.Reports;

public sealed class ComposeDiffTests
{
    [Fact]
    public void Equal_texts_have_no_difference() => Assert.Equal("", ComposeDiff.Of("a\nb\n", "a\nb\n"));

    [Fact]
    public void Changed_lines_stand_between_those_around_them()
    {
        var before = "services:\n  web:\n    image: web:1\n    restart: no\n    init: true\n    tty: true\n    user: a\n";
        var after = "services:\n  web:\n    image: web:2\n    restart: no\n    init: true\n    tty: true\n    user: a\n    extra: b\n";

        Assert.Equal(
            "@@ line 1 @@\n services:\n   web:\n-    image: web:1\n+    image: web:2\n     restart: no\n     init: true\n     tty: true\n     user: a\n+    extra: b\n",
            ComposeDiff.Of(before, after));
    }

    [Fact]
    public void A_long_difference_is_cut()
    {
        var text = ComposeDiff.Of("a", string.Join('\n', Enumerable.Range(0, 100)), most: 10);

        Assert.EndsWith("more lines\n", text, StringComparison.Ordinal);
        Assert.Equal(11, text.TrimEnd('\n').Split('\n').Length);
    }

    [Theory]
    [InlineData("DB_PASSWORD: hunter2")]
    [InlineData("- DB_PASSWORD=hunter2")]
    [InlineData("environment: { A: 1, API_TOKEN: hunter2, B: 2 }")]
    [InlineData("PASSWORD: ${PASSWORD:-hunter2}")]
    [InlineData("image: x/${API_TOKEN:-hunter2}/y")]
    [InlineData("DATABASE: postgres://user:hunter2@db/name")]
    [InlineData("command: [\"redis-server\", \"--requirepass\", \"hunter2\"]")]
    [InlineData("command: server --password hunter2")]
    public void A_secret_is_covered_and_that_it_changed_is_seen(string line)
    {
        var text = ComposeDiff.Of(line, line.Replace("hunter2", "hunter3", StringComparison.Ordinal));

        Assert.DoesNotContain("hunter", text, StringComparison.Ordinal);
        Assert.Contains("…", text, StringComparison.Ordinal);
        Assert.Contains("\n+", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_below_its_key_is_covered()
    {
        var text = ComposeDiff.Of("a: 1", "environment:\n  TOKEN: >-\n    hunter2\n    hunter3\n  OTHER: shown");

        Assert.DoesNotContain("hunter", text, StringComparison.Ordinal);
        Assert.Contains("OTHER: shown", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reference_to_a_variable_is_no_secret() =>
        Assert.Contains("+DB_PASSWORD: ${DB_PASSWORD:?set it}", ComposeDiff.Of("a", "DB_PASSWORD: ${DB_PASSWORD:?set it}"), StringComparison.Ordinal);
}

using Xunit;

namespace CoinPilot.Logs;

public sealed class LogLineTests
{
    [Fact]
    public void A_line_has_a_service_a_time_and_its_own_text()
    {
        var line = LogLine.Parse("web-2 2026-11-24T10:35:47.491729654Z GET /  200\r");

        Assert.Equal(new("web-2", "2026-11-24T10:35:47.491729654Z", "GET /  200"), line);
        Assert.Equal("11-24 10:35:47  web-2     | GET /  200", LogText.Of(line, 9, TimeZoneInfo.Utc));
        Assert.Equal("""{"kind":"log","ts":"2026-11-24T10:35:47.491729654Z","service":"web-2","text":"GET /  200"}""", LogText.JsonOf(line));
    }

    [Theory]
    [InlineData("web 2026-11-24T10:35:47.491729654Z", "")]
    [InlineData("web 2026-11-24T10:35:47.491729654Z ", "")]
    [InlineData("web - [not all of it could be read]", "- [not all of it could be read]")]
    [InlineData("web", "")]
    public void An_empty_line_and_a_remark_are_lines_too(string value, string text)
    {
        var line = LogLine.Parse(value);

        Assert.Equal("web", line.Service);
        Assert.Equal(text, line.Text);
    }

    [Fact]
    public void What_was_seen_before_is_left_out_but_not_what_is_written_twice()
    {
        RecentLines seen = new();
        LogLine line = new("web", "2026-11-24T10:35:47.491729654Z", "same");

        Assert.True(seen.Add(line));
        Assert.False(seen.Add(line with { }));
        Assert.True(seen.Add(line with { Stamp = "2026-11-24T10:35:47.491729655Z" }));
        Assert.True(seen.Add(line with { Service = "other" }));
    }
}

using System.Text.Json;
using Xunit;

namespace CoinPilot.Inspection;

public sealed class StatusTextTests
{
    private const string Folder = "tests/CoinPilot.Core.Tests/Inspection/golden/";

    [Fact]
    public void A_good_and_a_bad_morning_are_as_reviewed()
    {
        Golden.Matches(Folder + "status-good.txt", StatusText.Of(StatusSamples.Of(StatusSamples.Good), TimeZoneInfo.Utc));
        var bad = StatusSamples.Of(StatusSamples.Bad);
        Golden.Matches(Folder + "status-bad.txt", StatusText.Of(bad, TimeZoneInfo.Utc) + "--\n" + StatusText.Off(bad) + "\n");
    }

    [Fact]
    public void The_fields_for_programs_are_as_documented() => Golden.Matches(Folder + "status.json", StatusJson.Of(StatusSamples.Of(StatusSamples.Bad)) + "\n");

    [Fact]
    public void It_is_one_line_that_begins_with_its_kind()
    {
        var line = StatusJson.Of(StatusSamples.Of(StatusSamples.Bad));

        Assert.StartsWith("""{"kind":"status","format":1,""", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
        using var document = JsonDocument.Parse(line);
        Assert.True(document.RootElement.GetProperty("isDegraded").GetBoolean());
    }

    [Fact]
    public void What_a_terminal_shows_fits_into_a_hundred_columns() =>
        Assert.All(StatusText.Of(StatusSamples.Of(StatusSamples.Good), TimeZoneInfo.Utc).Split('\n'), line => Assert.InRange(line.Length, 0, 100));

    [Theory]
    [InlineData("docs/runbooks/18_data_migration_runbook.en.md")]
    [InlineData("docs/runbooks/18_data_migration_runbook.md")]
    public void The_runbook_shows_what_is_printed(string file) =>
        Assert.Contains(
            "```text\n" + StatusText.Of(StatusSamples.Of(StatusSamples.Good), TimeZoneInfo.Utc) + "```\n", File.ReadAllText(Path.Combine(Golden.Root, file)), StringComparison.Ordinal);

    [Theory]
    [InlineData(59.9, "59 s")]
    [InlineData(119, "1 min")]
    [InlineData(7199, "1 h")]
    [InlineData(172_800, "2 d")]
    public void A_time_is_never_rounded_up(double seconds, string expected) => Assert.Equal(expected, StatusText.Uptime(TimeSpan.FromSeconds(seconds)));
}

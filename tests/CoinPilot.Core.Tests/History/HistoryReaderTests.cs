using Xunit;

namespace CoinPilot.History;

public sealed class HistoryReaderTests
{
    private const string One = "20261120-010203-0f3a9c1";
    private const string Two = "20261124-053107-ab12cd3";

    private static readonly string[] Night =
    [
        Step("2026-11-20T01:02:03Z", "stage", "started", One),
        Step("2026-11-20T01:02:33Z", "stage", "done", One),
        Step("2026-11-20T01:02:34Z", "switch", "started", One, "from none hold no commit 0f3a9c1d2e-dirty"),
        Step("2026-11-20T01:02:35Z", "switch", "done", One, "from none hold no commit 0f3a9c1d2e-dirty"),
        Step("2026-11-20T01:02:36Z", "start", "started", One),
        Step("2026-11-20T01:02:50Z", "start", "done", One, "exit 0"),
        Step("2026-11-20T01:03:04Z", "confirm", "started", One),
        Step("2026-11-20T01:03:04Z", "confirm", "done", One),
        Step("2026-11-23T22:00:00Z", "stage", "started", "20261123-220000-1111111"),
        Step("2026-11-23T22:00:09Z", "stage", "failed", "20261123-220000-1111111", "the build of bot failed: npm ERR 404"),
        Step("2026-11-24T05:31:07Z", "stage", "started", Two),
        Step("2026-11-24T05:31:17Z", "stage", "done", Two),
        Step("2026-11-24T05:31:18Z", "switch", "started", Two, $"from {One} hold no commit ab12cd3e01"),
        Step("2026-11-24T05:31:19Z", "start", "started", Two),
        Step("2026-11-24T05:31:25Z", "start", "done", Two, "exit 0"),
        Step("2026-11-24T05:32:18Z", "revert", "started", Two, $"to {One} {Two} did not come up on deploy@vm.example:22: bot: restarting exit 3 restarted 4 times"),
        Step("2026-11-24T05:32:24Z", "revert", "done", Two, $"to {One} exit 0"),
        Step("2026-11-24T05:50:00Z", "switch", "started", "20261119-101010-2222222", $"from {One} hold yes commit -"),
        Step("2026-11-24T05:50:20Z", "confirm", "done", "20261119-101010-2222222"),
        Step("2026-11-24T06:00:00Z", "stage", "started", "20261124-060000-3333333"),
        Step("2026-11-24T06:00:05Z", "stage", "done", "20261124-060000-3333333"),
        Step("2026-11-24T06:00:06Z", "switch", "started", "20261124-060000-3333333", "from 20261119-101010-2222222 hold no commit 33333334444"),
        Step("2026-11-24T06:10:06Z", "revert", "started", "20261124-060000-3333333", "to 20261119-101010-2222222 not confirmed in time", by: "timer"),
        Step("2026-11-24T06:10:16Z", "revert", "done", "20261124-060000-3333333", "to 20261119-101010-2222222 exit 1", by: "timer"),
    ];

    [Fact]
    public void What_the_host_started_again_is_a_row_of_its_own() =>
        Assert.Equal(
            [("deploy", "interrupted", null), ("watch", "started again: api worker", null), ("watch", "could not be started again", "api")],
            HistoryReader.Read(
            [
                Step("2026-11-24T05:31:07Z", "stage", "started", One),
                Step("2026-11-24T05:32:07Z", "tended", "done", One, "api worker", by: "watch"),
                Step("2026-11-24T05:33:07Z", "tended", "failed", One, "api", by: "watch"),
            ]).Select(entry => (entry.Kind, entry.Verdict, entry.Reason)));

    [Fact]
    public void Steps_become_one_row_for_each_thing_that_was_tried() =>
        Assert.Equal(
            [
                ("deploy", One, "deployed"),
                ("deploy", "20261123-220000-1111111", "failed, nothing touched"),
                ("deploy", Two, $"failed, rolled back to {One}"),
                ("rollback", "20261119-101010-2222222", "rolled back to 20261119-101010-2222222"),
                ("deploy", "20261124-060000-3333333", "failed, rollback failed"),
            ],
            HistoryReader.Read(Night).Select(entry => (entry.Kind, entry.Release, entry.Verdict)));

    // One that died is followed by the next boot's, and by whatever a person does then.
    [Fact]
    public void What_a_boot_brought_is_a_row_and_so_is_its_way_back() =>
        Assert.Equal(
            [
                ("boot", "proven what it brought", "web"),
                ("boot", "interrupted", "web brought bad back to good"),
                ("boot", "boot fallback", "web brought bad back to good"),
                ("boot", "boot fallback, not up", "web brought bad back to good"),
                ("boot", "interrupted", "web brought bad back to good"),
                ("rollback", $"rolled back to {One}", null),
            ],
            HistoryReader.Read(
                [
                    Step("2026-11-25T01:00:00Z", "boot", "done", One, "web"),
                    Step("2026-11-25T02:00:00Z", "fallback", "started", One, "web brought bad back to good"),
                    Step("2026-11-25T02:00:01Z", "start", "started", One),
                    Step("2026-11-25T03:00:00Z", "fallback", "started", One, "web brought bad back to good"),
                    Step("2026-11-25T03:00:01Z", "start", "started", One),
                    Step("2026-11-25T03:00:02Z", "start", "done", One, "exit 0"),
                    Step("2026-11-25T03:00:09Z", "fallback", "done", One, "up web brought bad back to good"),
                    Step("2026-11-25T04:00:00Z", "fallback", "started", One, "web brought bad back to good"),
                    Step("2026-11-25T04:00:09Z", "fallback", "done", One, "down web brought bad back to good"),
                    Step("2026-11-25T05:00:00Z", "fallback", "started", One, "web brought bad back to good"),
                    Step("2026-11-25T06:00:00Z", "switch", "started", One, $"from {Two} hold yes commit -"),
                    Step("2026-11-25T06:00:09Z", "confirm", "done", One),
                ]).Select(entry => (entry.Kind, entry.Verdict, entry.Reason)));

    [Fact]
    public void A_row_knows_who_how_long_from_which_commit_and_why()
    {
        var entries = HistoryReader.Read(Night);

        Assert.True(entries[0] is { By: "mia", From: "laptop", Replaced: "none", Commit: "0f3a9c1d2e-dirty", Seconds: 60, StageSeconds: 30, StartSeconds: 14, Reason: null });
        Assert.Equal("the build of bot failed: npm ERR 404", entries[1].Reason);
        Assert.StartsWith($"{Two} did not come up", entries[2].Reason, StringComparison.Ordinal);
        Assert.True(entries[4] is { By: "mia", EndedBy: "timer", Reason: "not confirmed in time" });
    }

    [Fact]
    public void What_is_not_over_says_so()
    {
        string[] lines = [.. Night[8..9], .. Night[10..13]];

        Assert.Equal(["interrupted", "not confirmed yet"], HistoryReader.Read(lines).Select(entry => entry.Verdict));
        Assert.Equal("staged", Assert.Single(HistoryReader.Read(Night[10..12])).Verdict);
    }

    [Fact]
    public void The_same_release_can_be_switched_to_again()
    {
        string[] lines = [.. Night[2..8], Step("2026-11-25T00:00:00Z", "switch", "started", One, $"from {Two} hold yes commit -"), Step("2026-11-25T00:00:09Z", "confirm", "done", One)];

        Assert.Equal(["deploy", "rollback"], HistoryReader.Read(lines).Select(entry => entry.Kind));
    }

    [Fact]
    public void A_rollback_that_had_to_fetch_its_images_and_a_reboot_are_rows_too()
    {
        string[] lines =
        [
            Step("2026-11-25T00:00:00Z", "restore", "started", One),
            Step("2026-11-25T00:00:30Z", "restore", "failed", One, "images of the release are gone"),
            Step("2026-11-25T01:00:00Z", "restore", "started", One),
            Step("2026-11-25T01:00:30Z", "restore", "done", One),
            Step("2026-11-25T01:00:31Z", "switch", "started", One, $"from {Two} hold yes commit -"),
            Step("2026-11-25T01:01:00Z", "confirm", "done", One),
            Step("2026-11-25T02:00:00Z", "reboot", "done", ""),
        ];

        Assert.Equal(
            [
                ("rollback", "failed, nothing touched", "images of the release are gone", 30),
                ("rollback", $"rolled back to {One}", null, 29),
                ("reboot", "rebooted", null, (int?)null),
            ],
            HistoryReader.Read(lines).Select(entry => (entry.Kind, entry.Verdict, entry.Reason, entry.Seconds)));
    }

    [Fact]
    public void What_was_reverted_on_the_host_itself_says_so()
    {
        string[] lines = [.. Night[10..13], Step("2026-11-24T05:32:18Z", "revert", "started", Two, $"to {One}", by: "-"), Step("2026-11-24T05:32:24Z", "revert", "done", Two, $"to {One} exit 0", by: "-")];

        Assert.EndsWith($"\n    back to {One} by hand, on the host\n", HistoryText.Of(HistoryReader.Read(lines), TimeZoneInfo.Utc), StringComparison.Ordinal);
    }

    [Fact]
    public void A_journal_that_was_cut_off_at_either_end_is_told_as_far_as_it_goes()
    {
        string[] lines = [.. Night[6..8], """{"ts":"2026-11-24T06:00:00Z","verb":"sta"""];

        Assert.Equal("deployed", Assert.Single(HistoryReader.Read(lines)).Verdict);
        Assert.Empty(HistoryReader.Read([]));
    }

    [Theory]
    [InlineData("docs/runbooks/18_data_migration_runbook.en.md")]
    [InlineData("docs/runbooks/18_data_migration_runbook.md")]
    public void The_runbook_shows_what_is_printed(string file) => Assert.Contains(
        "```text\n" + HistoryText.Of(HistoryReader.Read(Night), TimeZoneInfo.Utc) + "```\n", File.ReadAllText(Path.Combine(Golden.Root, file)), StringComparison.Ordinal);

    [Fact]
    public void The_table_and_the_fields_for_programs_are_as_reviewed()
    {
        var entries = HistoryReader.Read(Night);

        Golden.Matches(
            "tests/CoinPilot.Core.Tests/History/golden/history.txt",
            HistoryText.Of(entries, TimeZoneInfo.Utc) + "--\n" + string.Join('\n', entries.Select(HistoryText.JsonOf)) + "\n");
    }

    // A line of before says nothing of it; one says that nothing was interrupted.
    [Fact]
    public void How_long_services_were_down_stands_below_what_did_it()
    {
        string[] lines =
        [
            .. Night[..7],
            Step("2026-11-20T01:03:04Z", "confirm", "done", One).Replace("\"detail\":\"\"", "\"detail\":\"\",\"down\":\"db=0 web=2.134 api=?\"", StringComparison.Ordinal),
            .. Night[10..16],
            Step("2026-11-24T05:32:24Z", "revert", "done", Two, $"to {One} exit 0").Replace("\"detail\"", "\"down\":\"\",\"detail\"", StringComparison.Ordinal),
        ];
        var entries = HistoryReader.Read(lines);

        var text = HistoryText.Of(entries, TimeZoneInfo.Utc);
        Assert.Contains("  mia\n    down  db 0, web 2.1 s, api unknown\n", text, StringComparison.Ordinal);
        Assert.Equal(1, text.Split("    down  ").Length - 1);
        Assert.EndsWith(
            "\"down\":[{\"service\":\"db\",\"seconds\":0,\"isOver\":true},{\"service\":\"web\",\"seconds\":2.134,\"isOver\":true},{\"service\":\"api\",\"seconds\":null,\"isOver\":true}]}",
            HistoryText.JsonOf(entries[0]), StringComparison.Ordinal);
        Assert.Empty(entries[1].Down!.Value);
        Assert.Null(HistoryReader.Read(Night)[0].Down);
    }

    private static string Step(string at, string verb, string phase, string release, string detail = "", string by = "mia") =>
        $$"""{"ts":"{{at}}","verb":"{{verb}}","phase":"{{phase}}","release":"{{release}}","by":"{{by}}","from":"laptop","detail":"{{detail}}"}""";
}

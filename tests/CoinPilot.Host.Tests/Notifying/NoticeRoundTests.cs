using CoinPilot.Agent.Files;
using CoinPilot.Agent.Notifying;
using CoinPilot.Notifications;
using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Notifying;

/// <summary>One message a change of state, to everybody, whatever dies in between.</summary>
public sealed class NoticeRoundTests
{
    [Fact]
    public async Task A_confirmed_release_is_told_once()
    {
        NotifyHost notify = new();
        notify.Confirm();

        await notify.RoundAsync();
        await notify.RoundAsync();

        Assert.Equal(["deployed"], notify.Sender.Events);
        Assert.Contains($"DEPLOYED {NotifyHost.Release}", notify.Sender.Taken[0].Text, StringComparison.Ordinal);
        Assert.Empty(notify.Waiting);
    }

    [Fact]
    public async Task A_release_on_hold_was_rolled_back_to()
    {
        NotifyHost notify = new();
        notify.Confirm();
        notify.Host.Files.Lay(notify.Host.Places.HoldFile, "");

        await notify.RoundAsync();

        Assert.Equal(["rolled-back"], notify.Sender.Events);
        Assert.Contains($"ROLLED BACK TO {NotifyHost.Release}", notify.Sender.Taken[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("timer", "in time")]
    [InlineData("guard", "when the host was restarted")]
    public async Task What_the_host_took_back_by_itself_is_told(string by, string why)
    {
        NotifyHost notify = new();
        notify.LayReverted(by);

        await notify.RoundAsync();

        Assert.Equal(["reverted"], notify.Sender.Events);
        Assert.Contains($"FAILED, ROLLED BACK TO {NotifyHost.Release}", notify.Sender.Taken[0].Text, StringComparison.Ordinal);
        Assert.Contains(why, notify.Sender.Taken[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refresh_that_failed_and_what_it_brought_being_taken_back_are_told_once()
    {
        NotifyHost notify = new();
        notify.Confirm();
        await notify.RoundAsync();
        notify.Sender.Taken.Clear();
        await notify.MinutesAsync(60);
        var now = notify.Host.Clock.Now;
        notify.Host.Systemd.Commands["ExecStartPre"] =
        [
            new(true, ["/usr/bin/docker", "compose", "pull", "--ignore-buildable"]) { StartedAt = now, Status = 18 },
            new(true, ["/usr/bin/docker", "compose", "start"]) { StartedAt = now, Status = 0 },
        ];
        notify.Host.Files.Lay(notify.Host.Places.BootFallback, new Hosts.PastFallback(NotifyHost.Release, now, "web", IsForeign: false).ToString());
        notify.Host.Files.Lay(notify.Host.Places.HoldFile, "");

        await notify.RoundAsync();
        await notify.RoundAsync();

        Assert.Equal(["boot-fallback", "refresh-failed"], notify.Sender.Events);
        Assert.Contains("an image that did not come up (web)", notify.Sender.Taken[0].Text, StringComparison.Ordinal);
        Assert.Contains("REFRESH FAILED", notify.Sender.Taken[1].Text, StringComparison.Ordinal);
        Assert.Contains("failed with 18", notify.Sender.Taken[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Room_that_ends_is_told_and_so_is_room_that_is_there_again()
    {
        NotifyHost notify = new();
        var plenty = notify.Host.Files.Free;
        notify.Host.Files.Lay($"{notify.Host.Places.Release(NotifyHost.Release)}/.took", "1000000\n");
        await notify.RoundAsync();

        notify.Host.Files.Free = plenty with { Kib = 2_000_000 };
        await notify.RoundAsync();
        await notify.RoundAsync();
        notify.Host.Files.Free = plenty;
        await notify.MinutesAsync(10);
        await notify.RoundAsync();

        Assert.Equal(["room-low", "recovered"], notify.Sender.Events);
        Assert.Contains("the disk is nearly full", notify.Sender.Taken[0].Text, StringComparison.Ordinal);
        Assert.Contains("the disk has room again", notify.Sender.Taken[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_person_took_back_is_none_of_it()
    {
        NotifyHost notify = new();
        notify.LayReverted("mia");

        await notify.RoundAsync();

        Assert.Empty(notify.Sender.Taken);
    }

    [Fact]
    public async Task What_happened_before_anybody_was_to_be_told_is_no_news()
    {
        NotifyHost notify = new();
        notify.Confirm();
        notify.LayReverted("timer");
        await notify.MinutesAsync(1);
        notify.Configure("one.example");

        await notify.RoundAsync();

        Assert.Empty(notify.Sender.Taken);
    }

    [Fact]
    public async Task Degraded_and_recovered_are_a_message_each()
    {
        NotifyHost notify = new();
        await notify.RoundAsync();

        notify.SetStatus("exited");
        await notify.RoundAsync();
        await notify.MinutesAsync(10);
        await notify.RoundAsync();
        notify.SetStatus("running");
        await notify.MinutesAsync(10);
        await notify.RoundAsync();
        await notify.RoundAsync();

        Assert.Equal(["degraded", "recovered"], notify.Sender.Events);
        Assert.Contains("web", notify.Sender.Taken[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_up_at_a_second_look_was_never_down()
    {
        NotifyHost notify = new();
        notify.SetStatus("exited");
        var round = notify.RoundAsync();

        await Task.WhenAll(round, MendAsync());

        async Task MendAsync()
        {
            await notify.Host.Clock.DelayAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
            notify.SetStatus("running");
        }

        Assert.Empty(notify.Sender.Taken);
    }

    [Fact]
    public async Task What_stays_down_is_told_after_the_second_look()
    {
        NotifyHost notify = new();
        notify.SetStatus("exited");
        var begun = notify.Host.Clock.Uptime;

        await notify.RoundAsync();

        Assert.Equal(["degraded"], notify.Sender.Events);
        Assert.InRange((notify.Host.Clock.Uptime - begun).TotalSeconds, 10, 30);
    }

    [Fact]
    public async Task A_stack_that_flaps_tells_its_last_state_once_the_quiet_time_is_over()
    {
        NotifyHost notify = new();
        notify.SetStatus("exited");
        await notify.RoundAsync(); // told
        notify.SetStatus("running");
        await notify.RoundAsync(); // told
        notify.SetStatus("exited");
        await notify.RoundAsync(); // held back
        Assert.Null(notify.Host.Files.Entry(notify.Host.Places.Noticed));
        await notify.MinutesAsync(6);

        await notify.RoundAsync();

        Assert.Equal(["degraded", "recovered", "degraded"], notify.Sender.Events);
    }

    [Fact]
    public async Task A_dead_receiver_keeps_no_other_one_waiting_and_gets_all_in_order_when_it_is_back()
    {
        NotifyHost notify = new("dead.example", "one.example");
        notify.Sender.Dead["dead.example"] = "no answer within 10 s";
        notify.Confirm();
        await notify.RoundAsync();
        notify.LayReverted("timer");
        await notify.RoundAsync();

        Assert.Equal(["deployed", "reverted"], notify.Sender.Events.Order(StringComparer.Ordinal));
        Assert.Equal(2, notify.Waiting.Count());
        Assert.Equal(3, notify.Sender.Tries); // the second message waits behind the first
        var seen = new NotifyView(notify.Host.Files, notify.Host.Places).Read()!;
        Assert.Equal((2, "no answer within 10 s"), (seen.Waiting, seen.Trouble));

        notify.Host.CutPower();
        notify.Begin();
        notify.Sender.Dead.Clear();
        notify.Sender.Taken.Clear();
        await notify.MinutesAsync(1);
        await notify.RoundAsync();

        Assert.Equal(["deployed", "reverted"], notify.Sender.Taken.Where(one => one.Host == "dead.example").Select(one => System.Text.Json.JsonDocument.Parse(one.Text).RootElement.GetProperty("event").GetString()!).Order(StringComparer.Ordinal));
        Assert.Empty(notify.Waiting);
    }

    [Fact]
    public async Task Repeats_of_what_was_started_again_are_folded_into_the_next_message_of_it()
    {
        NotifyHost notify = new();
        NoticeBox box = new(notify.Host.Files, notify.Host.Places);
        for (var minute = 0; minute < 5; minute++)
        {
            box.Make(notify.Tended, notify.Host.Clock.Now);
            await notify.RoundAsync();
            await notify.MinutesAsync(10);
        }

        Assert.Equal(["tended"], notify.Sender.Events);
        await notify.MinutesAsync(30);
        box.Make(notify.Tended, notify.Host.Clock.Now);
        await notify.RoundAsync();

        Assert.Equal(["tended", "tended"], notify.Sender.Events);
        Assert.Contains("\"count\":5", notify.Sender.Taken[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_value_of_the_stack_is_in_a_message_or_in_what_waits()
    {
        NotifyHost notify = new();
        notify.Sender.Dead["one.example"] = "it answers 500";
        notify.Host.LayRelease(NotifyHost.Release, $"project='tiny'\nimages='web=lab/web:1'\nenv_file='{notify.Host.Places.EnvFile}'\n");
        notify.Host.Files.Lay(notify.Host.Places.EnvFile, "DB_PASSWORD=hunter2hunter2\n");
        new NoticeBox(notify.Host.Files, notify.Host.Places).Make(notify.Tended with { Text = "login with hunter2hunter2 failed\u001b[2J" }, notify.Host.Clock.Now);

        await notify.RoundAsync();

        var kept = notify.Host.Files.ReadText(Assert.Single(notify.Waiting))!;
        Assert.Contains("${DB_PASSWORD}", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2hunter2", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("\\u001b", kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_kept_where_nobody_is_to_be_told()
    {
        NotifyHost notify = new();
        notify.Confirm();
        notify.Sender.Dead["one.example"] = "dead";
        await notify.RoundAsync();

        notify.Host.Files.Remove(notify.Host.Places.NotifyFile);
        await notify.RoundAsync();

        Assert.Null(notify.Host.Files.Entry(notify.Host.Places.Notify));
    }

    [Theory]
    [InlineData(0b110_100_000, "is not root's alone")]
    public async Task A_file_that_others_may_read_is_not_used(int mode, string why)
    {
        NotifyHost notify = new();
        notify.Confirm();
        notify.Host.Files.SetMode(notify.Host.Places.NotifyFile, (UnixFileMode)mode);

        var refused = await Assert.ThrowsAsync<Agent.VerbFailedException>(notify.RoundAsync);

        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.Empty(notify.Sender.Taken);
    }
}

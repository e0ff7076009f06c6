using CoinPilot.Agent.Notifying;
using CoinPilot.Agent.Probing;
using CoinPilot.Agent.Transaction;
using CoinPilot.Agent.Watching;
using CoinPilot.Transaction;
using Xunit;

namespace CoinPilot.Notifying;

/// <summary>Who asks for a round: the verbs at their end, and the watch when something is not as it was.</summary>
public sealed class NoticeTickTests
{
    [Fact]
    public async Task A_minute_in_which_nothing_happened_asks_for_nothing()
    {
        NotifyHost notify = new();

        await TickAsync(notify);
        Assert.Single(notify.Host.Systemd.Runs);
        await TickAsync(notify);
        Assert.Single(notify.Host.Systemd.Runs);

        notify.SetStatus("exited");
        await notify.MinutesAsync(1);
        await TickAsync(notify);

        Assert.Equal(2, notify.Host.Systemd.Runs.Count);
        Assert.Equal(["/usr/local/lib/coinpilot/own/coinpilot", "notify", "--app", "tiny"], notify.Host.Systemd.Runs[1].Command);
        Assert.True(notify.Host.Systemd.Runs[1].IsQueued);
    }

    // Its container runs all the while.
    [Fact]
    public async Task A_probe_that_fails_is_told_and_so_is_that_it_passes_again()
    {
        NotifyHost notify = new();
        notify.SetProbe();
        notify.Confirm();
        await TickAsync(notify);
        await notify.RoundAsync();
        var before = notify.Host.Systemd.Runs.Count;
        await TickAsync(notify);
        Assert.Equal(before, notify.Host.Systemd.Runs.Count);

        notify.Host.Prober.Answer = (_, _) => Task.FromResult(new ProbeOutcome("answered 503"));
        await notify.MinutesAsync(1);
        await TickAsync(notify);
        Assert.Equal(before + 1, notify.Host.Systemd.Runs.Count);
        await notify.RoundAsync();
        Assert.Contains("degraded", notify.Sender.Events);
        Assert.Contains("web: probe tcp 127.0.0.1:1 answered 503", notify.Sender.Taken[^1].Text, StringComparison.Ordinal);

        notify.Host.Prober.Answer = (_, _) => Task.FromResult(ProbeOutcome.Passed);
        await notify.MinutesAsync(10);
        await TickAsync(notify);
        await notify.RoundAsync();
        Assert.Contains("recovered", notify.Sender.Events);
    }

    [Fact]
    public async Task Nothing_is_asked_while_a_release_is_tried()
    {
        NotifyHost notify = new();
        notify.SetProbe();

        await TickAsync(notify);

        Assert.Empty(notify.Host.Prober.Asked);
    }

    [Fact]
    public async Task A_message_that_is_due_asks_for_a_round()
    {
        NotifyHost notify = new();
        notify.Sender.Dead["one.example"] = "dead";
        notify.Confirm();
        await notify.RoundAsync();
        await TickAsync(notify);
        var before = notify.Host.Systemd.Runs.Count;

        await TickAsync(notify);
        Assert.Equal(before, notify.Host.Systemd.Runs.Count);
        await notify.MinutesAsync(1);
        await TickAsync(notify);

        Assert.Equal(before + 1, notify.Host.Systemd.Runs.Count);
    }

    [Fact]
    public async Task What_is_started_again_is_a_message_before_it_is_started()
    {
        NotifyHost notify = new();
        notify.Confirm();
        notify.SetStatus("exited");
        notify.Host.Files.Lay(notify.Host.Places.LockFile);
        var waiting = 0;
        notify.Host.Docker.IsSilent = question =>
        {
            waiting = question == "start" ? notify.Waiting.Count() : waiting;
            return false;
        };

        await new TendCommand(notify.Host.Transaction).RunAsync(TestContext.Current.CancellationToken);
        notify.SetStatus("running");
        await notify.RoundAsync();

        Assert.Equal(1, waiting);
        Assert.Contains("tended", notify.Sender.Events);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_way_back_asks_for_a_round_where_somebody_is_to_be_told(bool isToBeTold)
    {
        PendingHost pending = new();
        if (isToBeTold)
        {
            pending.Host.Files.Lay(pending.Host.Places.NotifyFile, """{ "format": 1, "receivers": [] }""");
        }

        await pending.RevertAsync(RevertMode.Timer);

        Assert.Equal(isToBeTold, pending.Host.Systemd.Runs.Any(unit => unit.Command.Contains("notify")));
    }

    [Fact]
    public async Task A_systemd_that_refuses_changes_no_verdict()
    {
        PendingHost pending = new();
        pending.Host.Files.Lay(pending.Host.Places.NotifyFile, """{ "format": 1, "receivers": [] }""");
        pending.Host.Systemd.RefusesRuns = true;

        var (answer, failure) = await pending.RevertAsync(RevertMode.Timer);

        Assert.Equal("OLD", answer.To);
        Assert.Null(failure);
    }

    private static Task TickAsync(NotifyHost notify) => new NoticeTick(notify.Host.Transaction).RunAsync(TestContext.Current.CancellationToken);
}

using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Transaction;
using CoinPilot.Agent.Watching;
using CoinPilot.Health;
using CoinPilot.History;
using CoinPilot.Protocol;
using CoinPilot.Transaction;
using Xunit;

namespace CoinPilot.Watching;

/// <summary>How long services were down is noted while a release is switched to, and kept with its end.</summary>
public sealed class ServingNotesTests
{
    private readonly PendingHost pending = new();

    public ServingNotesTests()
    {
        pending.Host.Run("old", "web", "sha256:old", "lab/web:1");
        Begin();
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ServingNotes Notes => pending.Host.Transaction.Serving("tiny");

    [Fact]
    public async Task A_confirmation_tells_it_and_the_history_keeps_it()
    {
        Replace("new", 2);
        await Notes.NoteAsync(Ct);
        pending.Host.Docker.Events.Clear(); // what the engine has forgotten by then

        await pending.Host.Clock.RunAsync(new ConfirmVerb(pending.Host.Transaction).RunAsync(new("NEW")));

        Assert.Equal("web 2.0 s", Assert.Single(Assert.Single(pending.Host.Told.OfType<ReleaseKept>()).Down).ToString());
        Assert.Equal("web 2.0 s", Assert.Single(Ended().Down!.Value).ToString());
        Assert.Null(pending.Host.Files.Entry(pending.Host.Places.Serving));
    }

    [Fact]
    public async Task A_way_back_tells_it_once_what_is_back_serves()
    {
        pending.Host.Systemd.Job = (_, unit) =>
        {
            if (unit == PendingHost.Unit)
            {
                Replace("back", 4, "starting");
            }

            return 0;
        };
        var looks = 0;
        pending.Host.Docker.IsSilent = question =>
        {
            if (question == "events" && ++looks == 4)
            {
                Healthy("back");
            }

            return false;
        };

        var (answer, failure) = await pending.RevertAsync();

        Assert.Null(failure);
        var down = Assert.Single(answer.Down);
        Assert.True(down is { Service: "web", IsOver: true, Seconds: > 4 }, down.ToString());
        Assert.Equal(down.Word, Assert.Single(Ended().Down!.Value).Word);
    }

    [Fact]
    public async Task What_a_reboot_or_another_switch_took_is_unknown_and_a_boot_tells_nothing()
    {
        Replace("new", 2);
        pending.Host.Files.Remove(pending.Host.Places.Serving);
        Assert.Equal(["web unknown"], (await Notes.TellAsync("NEW", ["web"], Ct)).Select(one => one.ToString()));
        Begin("OTHER");
        Assert.Equal(["web unknown"], (await Notes.TellAsync("NEW", ["web"], Ct)).Select(one => one.ToString()));

        await pending.RevertAsync(RevertMode.Boot);
        Assert.Null(Ended().Down);
    }

    [Fact]
    public async Task An_engine_that_is_silent_at_the_end_keeps_nothing_from_being_confirmed()
    {
        pending.Host.Docker.IsSilent = question => question is "events" or "containers";

        await pending.Host.Clock.RunAsync(new ConfirmVerb(pending.Host.Transaction).RunAsync(new("NEW")));

        Assert.Equal("web unknown", Assert.Single(Ended().Down!.Value).ToString());
        Assert.Contains(pending.Host.Warned, warning => warning.Contains("how long services were down for it is not known", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Notes_are_taken_as_long_as_a_start_lasts()
    {
        var work = Task.Run(async () =>
        {
            await pending.Host.Clock.DelayAsync(TimeSpan.FromSeconds(3), Ct);
            Replace("new", 1);
            await pending.Host.Clock.DelayAsync(TimeSpan.FromSeconds(3), Ct);
            pending.Host.Docker.Events.Clear();
            return 5;
        }, Ct);

        Assert.Equal(5, await pending.Host.Clock.RunAsync(Notes.DuringAsync(work, Ct)));
        Assert.Equal(["web 1.0 s"], (await Notes.TellAsync("NEW", ["web"], Ct)).Select(one => one.ToString()));
    }

    private void Begin(string release = "NEW") => pending.Host.Files.Lay(
        pending.Host.Places.Serving, ServingLog.Begin(release, pending.Host.Clock.Now, pending.Host.Docker.Containers.Select(one => one.State)));

    private void Replace(string id, int seconds, string health = "")
    {
        var now = pending.Host.Clock.Now;
        pending.Host.Docker.Containers.Clear();
        Happened("die", "old", now);
        pending.Host.Clock.Now = now + TimeSpan.FromSeconds(seconds);
        var made = pending.Host.Run(id, "web", "sha256:new", "lab/web:1");
        pending.Host.Docker.Containers[0] = made with { State = made.State with { Health = health } };
        Happened("start", id, pending.Host.Clock.Now);
    }

    private void Healthy(string id)
    {
        pending.Host.Docker.Containers[0] = pending.Host.Docker.Containers[0] with { State = pending.Host.Docker.Containers[0].State with { Health = "healthy" } };
        Happened("health_status: healthy", id, pending.Host.Clock.Now + TimeSpan.FromMilliseconds(1));
    }

    private void Happened(string action, string id, DateTimeOffset at) => pending.Host.Docker.Events.Add(new(action, id, "") { At = at, Service = "web" });

    private HistoryEntry Ended() => HistoryReader.Read(pending.Text(pending.Host.Places.Journal)!.Split('\n'))[^1];
}

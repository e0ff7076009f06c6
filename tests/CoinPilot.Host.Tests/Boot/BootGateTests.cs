using CoinPilot.Agent.Boot;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Probing;
using CoinPilot.Agent.Transaction;
using CoinPilot.History;
using CoinPilot.Hosts;
using CoinPilot.Simulated;
using CoinPilot.Transaction;
using Xunit;

namespace CoinPilot.Boot;

/// <summary>What the boot gate does with what a refresh brought.</summary>
public sealed class BootGateTests
{
    private const string Proven = "coinpilot/tiny/web:proven";

    private readonly BootHost boot = new();

    private SimulatedHost Host => boot.Host;

    [Fact]
    public async Task A_refresh_that_comes_up_is_proven_and_said_once()
    {
        boot.Boots("sha256:newer");

        Assert.Equal(0, await boot.JudgesAsync());
        Assert.Equal(0, await boot.JudgesAsync());

        Assert.Equal(("sha256:newer", "sha256:db"), (Host.Docker.Meaning(Proven), Host.Docker.Meaning("coinpilot/tiny/db:proven")));
        Assert.False(boot.IsHeld);
        var entry = Assert.Single(HistoryReader.Read(boot.Journal.Split('\n')));
        Assert.Equal(("boot", "proven what it brought", "web"), (entry.Kind, entry.Verdict, entry.Reason));
    }

    [Fact]
    public async Task A_boot_that_brought_nothing_is_not_said()
    {
        boot.Boots();

        await boot.JudgesAsync();

        Assert.Equal("sha256:web", Host.Docker.Meaning(Proven));
        Assert.Equal("", boot.Journal);
    }

    [Fact]
    public async Task An_image_that_does_not_come_up_goes_back_to_the_releases_own_with_a_hold()
    {
        boot.Bad.Add("sha256:bad");
        boot.Boots("sha256:bad");

        Assert.Equal(0, await boot.JudgesAsync());

        WentBackTo("sha256:web");
        var fallback = PastFallback.Parse(boot.Note(Host.Places.BootFallback)!)!;
        Assert.Equal((BootHost.Release, "web", false), (fallback.Release, fallback.Services, fallback.IsForeign));
        var entry = Assert.Single(HistoryReader.Read(boot.Journal.Split('\n')));
        Assert.Equal(("boot", "boot fallback", "web brought sha256:bad back to sha256:web"), (entry.Kind, entry.Verdict, entry.Reason));
    }

    // Its container runs, and the host gets no good answer.
    [Fact]
    public async Task An_image_whose_probe_fails_goes_back_and_a_neighbour_whose_probe_passes_is_not_blamed()
    {
        boot.HasProbes = true;
        Host.Prober.Answer = (probe, _) => Task.FromResult(
            probe.Tcp == "127.0.0.1:1" && boot.Runs("web") == "sha256:bad" ? new ProbeOutcome("refused the connection") : ProbeOutcome.Passed);
        boot.Boots("sha256:bad", forDatabase: "sha256:newdb");

        Assert.Equal(0, await boot.JudgesAsync());

        WentBackTo("sha256:web");
        Assert.Equal("web", PastFallback.Parse(boot.Note(Host.Places.BootFallback)!)!.Services);
    }

    [Fact]
    public async Task A_refresh_whose_probes_pass_is_proven()
    {
        boot.HasProbes = true;
        boot.Boots("sha256:newer");

        Assert.Equal(0, await boot.JudgesAsync());

        Assert.Equal("sha256:newer", Host.Docker.Meaning(Proven));
        Assert.NotEmpty(Host.Prober.Asked);
    }

    [Fact]
    public async Task It_goes_back_to_what_an_earlier_boot_has_proven()
    {
        boot.Bad.Add("sha256:bad");
        boot.Boots("sha256:newer");
        await boot.JudgesAsync();
        boot.Boots("sha256:bad");

        await boot.JudgesAsync();

        WentBackTo("sha256:newer");
    }

    [Fact]
    public async Task What_another_release_has_proven_counts_for_nothing()
    {
        boot.Bad.Add("sha256:bad");
        Host.Docker.Name(Proven, "sha256:others");
        Host.Docker.Name("coinpilot/tiny/db:proven", "sha256:db");
        Host.Files.Lay(Host.Places.Proven, "format='1'\nrelease='20261123-000000-ab12cd3'\n");
        boot.Boots("sha256:bad");

        await boot.JudgesAsync();

        WentBackTo("sha256:web");
    }

    [Fact]
    public async Task An_image_of_another_architecture_goes_back_although_it_runs()
    {
        Host.Docker.Images["sha256:foreign"] = new("sha256:foreign", "riscv64", [], System.Collections.Immutable.ImmutableDictionary<string, string>.Empty);
        boot.Boots("sha256:foreign");
        var begun = Host.Clock.Uptime;

        await boot.JudgesAsync();

        WentBackTo("sha256:web");
        Assert.True(PastFallback.Parse(boot.Note(Host.Places.BootFallback)!)!.IsForeign);
        Assert.True(Host.Clock.Uptime - begun < TimeSpan.FromSeconds(10), "it waited for a budget");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("sha256:newer")]
    public async Task A_slow_database_is_not_blamed_on_what_waits_for_it(string? brought)
    {
        boot.HasSlowDatabase = true;
        boot.Boots(brought);

        Assert.Equal(0, await boot.JudgesAsync());

        NothingWasDone();
        Assert.Equal(brought ?? "sha256:web", Host.Docker.Meaning("lab/web:1"));
    }

    [Fact]
    public async Task A_proven_image_that_is_gone_of_a_service_that_is_up_keeps_nothing_from_its_way_back()
    {
        boot.Bad.Add("sha256:bad");
        Host.Docker.Name("lab/db:1", "sha256:newer-db");
        boot.Boots("sha256:bad");
        Host.Docker.Lose("sha256:db");

        await boot.JudgesAsync();

        WentBackTo("sha256:web");
        Assert.Equal("sha256:newer-db", Host.Docker.Meaning("lab/db:1"));
    }

    [Fact]
    public async Task Without_the_proven_image_nothing_is_changed()
    {
        boot.Bad.Add("sha256:bad");
        boot.Boots("sha256:bad");
        Host.Docker.Lose("sha256:web");

        Assert.Equal(0, await boot.JudgesAsync());

        NothingWasDone();
    }

    [Theory]
    [InlineData("pending")]
    [InlineData("hold")]
    [InlineData("foreign")]
    [InlineData("pinned")]
    [InlineData("classic")]
    public async Task Nothing_is_done(string reason)
    {
        BootHost other = new(reason is "pinned" or "classic" ? reason : "guarded");
        other.Bad.Add("sha256:bad");
        other.Boots("sha256:bad");
        if (reason == "pending")
        {
            other.Host.Files.Lay(other.Host.Places.Pending, (PendingHost.Pending with { New = BootHost.Release }).ToString());
        }
        else if (reason == "hold")
        {
            other.Host.Files.Lay(other.Host.Places.HoldFile, "hold\n");
        }
        else if (reason == "foreign")
        {
            other.Host.Files.Lay(other.Host.Places.UnitFile, "[Service]\nExecStart=/bin/true\n");
        }

        Assert.Equal(0, await other.JudgesAsync());

        Assert.Empty(other.Host.Systemd.Changes);
        Assert.DoesNotContain(other.Host.Docker.Changes, change => change.StartsWith("tag ", StringComparison.Ordinal));
        Assert.Equal("", other.Journal);
    }

    [Fact]
    public async Task A_unit_that_somebody_stops_meanwhile_stays_stopped()
    {
        boot.Bad.Add("sha256:bad");
        boot.Boots("sha256:bad");
        var end = Host.Clock.Uptime + TimeSpan.FromSeconds(3);
        Host.Docker.IsSilent = _ =>
        {
            if (Host.Clock.Uptime >= end)
            {
                Host.Systemd.ActiveStates.Remove(SimulatedHost.Unit);
            }

            return false;
        };

        await boot.JudgesAsync();

        NothingWasDone();
    }

    [Fact]
    public async Task A_unit_that_this_boot_does_not_start_is_not_judged()
    {
        Assert.Equal(0, await boot.JudgesAsync());

        NothingWasDone();
    }

    // The unit was ended for the way back, so nothing else would start it.
    [Fact]
    public async Task A_way_back_that_fails_leaves_the_unit_to_its_own_tries()
    {
        boot.Bad.Add("sha256:bad");
        boot.Boots("sha256:bad");
        Host.Files.ReadOnly.Add("/etc/systemd/system");

        Assert.NotEqual(0, await boot.JudgesAsync());

        Assert.False(boot.IsHeld);
        Assert.Contains(Host.Systemd.Changes, change => change.StartsWith($"start {SimulatedHost.Unit}", StringComparison.Ordinal));
        Assert.Equal("boot fallback failed", Assert.Single(HistoryReader.Read(boot.Journal.Split('\n'))).Verdict);
    }

    [Fact]
    public async Task A_prune_keeps_what_is_proven_and_a_confirmation_forgets_it()
    {
        boot.Boots("sha256:newer");
        await boot.JudgesAsync();

        await new Prune(Host.Parts, Host.Places, Host.Context()).RunAsync(BootHost.Release, "none", TestContext.Current.CancellationToken);
        Assert.Equal("sha256:newer", Host.Docker.Meaning(Proven));

        await ProvenImages.ForgetAsync(Host.Transaction, TestContext.Current.CancellationToken);
        Assert.Null(Host.Docker.Meaning(Proven));
        Assert.Null(Host.Files.Entry(Host.Places.Proven));
    }

    // `coinpilot restore` starts the release's own images, whatever a boot did before.
    [Fact]
    public async Task A_hold_that_a_person_asks_for_has_another_reason()
    {
        boot.Bad.Add("sha256:bad");
        boot.Boots("sha256:bad");
        await boot.JudgesAsync();

        await Host.Clock.RunAsync(new StartVerb(Host.Transaction).RunAsync(new(BootHost.Release, Hold: true), TestContext.Current.CancellationToken));

        Assert.True(boot.IsHeld);
        Assert.Null(Host.Files.Entry(Host.Places.BootFallback));
    }

    private void WentBackTo(string image)
    {
        Assert.Equal((image, image), (Host.Docker.Meaning("lab/web:1"), boot.Runs("web")));
        Assert.Equal("hold\n", boot.Note(Host.Places.HoldFile));
        Assert.True(Host.Systemd.Changes.IndexOf("daemon-reload") < Host.Systemd.Changes.FindIndex(change => change.Contains($"start {SimulatedHost.Unit}", StringComparison.Ordinal) || change.Contains($"reload {SimulatedHost.Unit}", StringComparison.Ordinal)));
    }

    private void NothingWasDone()
    {
        Assert.False(boot.IsHeld);
        Assert.Empty(Host.Systemd.Changes);
        Assert.Null(Host.Docker.Meaning(Proven));
        Assert.Equal("", boot.Journal);
    }
}

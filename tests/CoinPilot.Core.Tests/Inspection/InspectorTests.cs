using CoinPilot.Hosts;
using Xunit;

namespace CoinPilot.Inspection;

public sealed class InspectorTests
{
    [Fact]
    public void A_host_that_runs_what_was_released_has_nothing_to_say()
    {
        var status = StatusSamples.Of(StatusSamples.Good);

        Assert.Empty(status.Findings);
        Assert.False(status.IsDegraded);
    }

    [Fact]
    public void Everything_that_drifted_is_named_at_once() =>
        Assert.Equal(
            ["drop-in-drift", "env-drift", "file-drift", "ignored-failure", "image-drift", "on-hold", "rollback-images-gone", "service-down", "unit-drift"],
            StatusSamples.Of(StatusSamples.Bad).Findings.Where(finding => finding.IsOff).Select(finding => finding.Code).Order());

    [Theory]
    [InlineData(true, "service-down")]
    [InlineData(false, null)]
    public void A_service_that_ran_at_the_confirmation_and_ended_with_0_is_down(bool ran, string? code)
    {
        var host = StatusSamples.Good with
        {
            Releases = [StatusSamples.Good.Releases[0], StatusSamples.Good.Releases[1] with { Ran = ran ? ["db", "redis", "bot", "dashboard", "n8n"] : ["db", "redis", "bot", "dashboard"] }],
            Containers = [.. StatusSamples.Good.Containers.Select(container => container.Service == "n8n" ? container with { Status = "exited", RestartPolicy = "no", FinishedAt = container.StartedAt } : container)],
        };

        var status = StatusSamples.Of(host);

        Assert.Equal(code, status.Findings.SingleOrDefault()?.Code);
        Assert.Equal(ran ? "exited" : "done", status.Services.Single(service => service.Name == "n8n").State);
        Assert.Equal(ran, status.Findings.SingleOrDefault()?.Next?.Contains("sudo systemctl reload coinpilot-compose.service", StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public void A_stack_that_nothing_watches_is_degraded()
    {
        var finding = Assert.Single(StatusSamples.Of(StatusSamples.Good with { IsWatched = false }).Findings);

        Assert.Equal("not-watched", finding.Code);
        Assert.True(finding.IsOff);
        Assert.Contains(Commands.DeployUnit, finding.Next, StringComparison.Ordinal);
    }

    [Fact]
    public void A_watch_that_fails_is_told()
    {
        var finding = Assert.Single(StatusSamples.Of(StatusSamples.Good with { HasWatchFailed = true }).Findings);

        Assert.Equal(("watch-failed", true), (finding.Code, finding.IsOff));
    }

    [Fact]
    public void A_pull_that_failed_before_the_release_was_confirmed_is_no_longer_told()
    {
        var confirmed = StatusSamples.Bad.Releases[1] with { ConfirmedAt = StatusSamples.Bad.Now };

        var status = StatusSamples.Of(StatusSamples.Bad with { Releases = [StatusSamples.Bad.Releases[0], confirmed] });

        Assert.Empty(status.StartLines);
        Assert.DoesNotContain(status.Findings, finding => finding.Code == "ignored-failure");
    }

    [Fact]
    public void What_was_there_and_did_not_start_is_worth_a_note_once_the_deciding_line_started_it()
    {
        var host = StatusSamples.Good with { StartSteps = [new(1, "1", StatusSamples.Good.Now, "/usr/bin/docker compose start")] };

        var finding = Assert.Single(StatusSamples.Of(host).Findings);

        Assert.Equal("ignored-failure", finding.Code);
        Assert.False(finding.IsOff);
    }

    [Fact]
    public void A_sweep_that_failed_is_a_note_that_says_how_its_program_comes_back()
    {
        var host = StatusSamples.Good with { StartSteps = [new(1, "2", StatusSamples.Good.Now, "/usr/bin/timeout -k 10 60 /bin/sh /var/lib/coinpilot/coinpilot/host.sh sweep project=coinpilot")] };

        var status = StatusSamples.Of(host);

        Assert.Equal("sweep", Assert.Single(status.StartLines).What);
        var finding = Assert.Single(status.Findings);
        Assert.False(finding.IsOff);
        Assert.Contains("--force", finding.Next, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_next_way_back_counts_when_its_images_are_gone()
    {
        var older = StatusSamples.Good.Releases[0] with { Id = "20261110-010203-0000000" };
        var host = StatusSamples.Good with { Releases = [older, .. StatusSamples.Good.Releases] };

        var status = StatusSamples.Of(host);

        Assert.False(Assert.Single(status.Findings).IsOff);
        Assert.Equal([(StatusSamples.Before, true), (older.Id, false)], status.WaysBack.Select(way => (way.Release, way.IsNext)));
    }

    [Fact]
    public void A_silent_docker_is_said_once_and_not_for_every_service()
    {
        var host = StatusSamples.Good with { DockerVersion = "missing", Containers = [], ReleaseImages = StatusSamples.Good.ReleaseImages.Clear() };

        Assert.Equal("docker-silent", Assert.Single(StatusSamples.Of(host).Findings).Code);
    }

    [Theory]
    [InlineData(true, true, "the host goes back to before at 2026-11-24 09:50:00 UTC by itself")]
    [InlineData(false, true, "its timer is gone: nothing goes back to before by itself before the next boot")]
    [InlineData(false, false, "its timer is gone: nothing goes back to before by itself")]
    public void A_pending_switch_says_whether_it_ends_by_itself(bool byItself, bool isGuarded, string text)
    {
        var pending = new PendingSwitch("new", "before", "started", new(2026, 11, 24, 9, 50, 0, TimeSpan.Zero)) { RevertsByItself = byItself, IsGuarded = isGuarded };

        var finding = StatusSamples.Of(StatusSamples.Good with { Pending = pending }).Findings.First(finding => finding.Code == "pending");

        Assert.EndsWith(text, finding.Text, StringComparison.Ordinal);
        Assert.Contains("./build.sh RevertOnFailure", finding.Next, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pending_switch_that_can_t_be_read_promises_nothing()
    {
        var finding = StatusSamples.Of(StatusSamples.Good with { Pending = PendingSwitch.Parse("") }).Findings.First(finding => finding.Code == "pending");

        Assert.Equal("a switch is pending, and its file can't be read: pending names no release that was switched to", finding.Text);
    }

    [Theory]
    [InlineData("none", "nothing-deployed")]
    [InlineData("foreign", "foreign-unit")]
    public void A_host_without_a_release_says_what_to_type(string current, string code)
    {
        var finding = Assert.Single(StatusSamples.Of(TestHost.Healthy with { Current = current }).Findings);

        Assert.Equal(code, finding.Code);
        Assert.Contains("./build.sh DeployUnit", finding.Next, StringComparison.Ordinal);
    }

    [Fact]
    public void An_app_that_is_not_on_the_host_is_told_which_ones_are()
    {
        var finding = Assert.Single(StatusSamples.Of(TestHost.Healthy with { Current = "none", OtherApps = ["blog", "shop"] }).Findings);

        Assert.Equal("nothing is deployed for this app; the host has: blog, shop", finding.Text);
        Assert.Contains("--app blog", finding.Next, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkout_that_was_changed_is_what_the_next_boot_takes()
    {
        var finding = Assert.Single(StatusSamples.Of(StatusSamples.Good with { CheckoutChanges = ["/opt/stack/web", "/opt/stack/db.conf (gone)"] }).Findings);

        Assert.Equal("checkout-drift", finding.Code);
        Assert.EndsWith(": /opt/stack/web, /opt/stack/db.conf (gone)", finding.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_unit_of_the_app_is_off_whichever_is_asked_for()
    {
        var both = StatusSamples.Of(StatusSamples.Good with { OtherUnits = ["trading.service"] }).Findings;
        var other = StatusSamples.Of(TestHost.Healthy with { OtherUnits = ["trading.service"] }).Findings;

        Assert.Contains("sudo systemctl disable trading.service", Assert.Single(both).Next, StringComparison.Ordinal);
        Assert.Equal(["other-unit", "nothing-deployed"], other.Select(finding => finding.Code));
        Assert.Equal("say --unit-name trading.service", other[0].Next);
    }

    [Fact]
    public void Drop_ins_of_the_distribution_are_none_of_our_business() =>
        Assert.Empty(StatusSamples.Of(StatusSamples.Good with
        {
            Unit = StatusSamples.Good.Unit with { DropIns = ["/usr/lib/systemd/system/service.d/10-timeout-abort.conf", "/etc/systemd/system/service.d/all.conf"] },
        }).Findings);

    [Fact]
    public void Another_image_is_explained_by_what_is_known_alone()
    {
        var host = StatusSamples.Bad with { IsHeld = false };
        var named = host with { ImageNames = host.ImageNames.Add("redis:7-alpine", "sha256:newer") };
        var refreshed = named with { StartSteps = [named.StartSteps[1] with { Status = "0" }] };

        Assert.Contains("(the boot refresh brought it in)", Told(refreshed), StringComparison.Ordinal);
        Assert.Contains("(its name means that image now: somebody may have pulled, built or tagged it by hand)", Told(named with { StartSteps = [] }), StringComparison.Ordinal);
        Assert.Contains("not one that its name means now: somebody may have run docker compose by hand", Told(host), StringComparison.Ordinal);

        static string Told(HostState host) => Assert.Single(StatusSamples.Of(host).Findings, finding => finding.Code == "image-drift").Text;
    }

    [Theory]
    [InlineData("switched", false)]
    [InlineData("started", true)]
    public void Images_of_before_are_no_drift_until_the_new_release_is_started(string phase, bool isDrift)
    {
        var pending = new PendingSwitch("new", "before", phase, new(2026, 11, 24, 9, 50, 0, TimeSpan.Zero));

        Assert.Equal(isDrift, StatusSamples.Of(StatusSamples.Bad with { Pending = pending }).Findings.Any(finding => finding.Code == "image-drift"));
    }

    [Fact]
    public void An_env_file_that_others_can_read_is_a_note_with_its_mending()
    {
        var finding = Assert.Single(StatusSamples.Of(StatusSamples.Good with { EnvAccess = EnvAccess.Parse("644 0 700 0") }).Findings);

        Assert.Equal(("env-access", false), (finding.Code, finding.IsOff));
        Assert.Contains("sudo chmod 600 /etc/coinpilot/coinpilot/.env", finding.Next, StringComparison.Ordinal);
    }
}

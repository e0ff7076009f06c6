using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.WaysBack;

/// <summary>Docker does not answer just when it is needed.</summary>
public sealed class SilentDockerTests(LabFixture fixture)
{
    private static readonly TimeSpan Boot = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task One_that_is_away_for_15_seconds_is_waited_for_by_the_start_and_by_the_revert()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "away");
        await deployed.SwitchAsync();

        await StopDockerForAsync(15);
        (await deployed.Operator.RunAsync("StartUnit")).Ended(0, "does not answer: waiting for it", "docker compose up ended well");
        Assert.Equal("page 2", await deployed.Probe.ServedAsync("db"));

        await StopDockerForAsync(15);
        (await deployed.Operator.RunAsync("RevertOnFailure")).Ended(0, "does not answer: waiting for it", $"ROLLED BACK TO {deployed.First}");
        await deployed.FirstReleaseRunsAsync();

        async Task StopDockerForAsync(int seconds)
        {
            await deployed.Probe.OutputOfAsync($"systemd-run --quiet --collect sh -c 'systemctl stop docker.socket docker.service; sleep {seconds}; systemctl start docker.service'");
            await deployed.Probe.UntilAsync("! docker version", Boot);
        }
    }

    [Fact]
    public async Task One_whose_first_start_fails_at_the_boot_after_a_power_cut_is_waited_for_by_the_guard()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "firststart");
        await deployed.SwitchAsync();
        await BreakDockersStartAsync(deployed, "mkdir /run/failed-once && exit 1 || exit 0");

        await deployed.Host.CutPowerAsync();
        await deployed.Host.BootAsync();
        await deployed.UntilNothingIsPendingAsync(Boot);

        Assert.Equal("failed", await deployed.Probe.OutputOfAsync("journalctl -q -b -u docker.service | grep -qF \"Failed with result 'exit-code'\" && echo failed"));
        await deployed.FirstReleaseRunsAsync();
        Assert.Contains("by='guard'", await deployed.Probe.FileAsync($"{deployed.Probe.Base}/reverted"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("pace", "long")]
    public async Task One_that_comes_after_the_guard_has_given_up_is_found_by_a_timer_that_the_guard_left()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "latedocker");
        await deployed.SwitchAsync();
        (await deployed.Operator.RunAsync("StartUnit")).Ended(0);
        await BreakDockersStartAsync(deployed, "test -e /run/let-docker");
        await deployed.Probe.OutputOfAsync(
            "printf '[Service]\\nExecStart=/bin/sh -c \"sleep 80; touch /run/let-docker; systemctl reset-failed docker.service; systemctl start docker.service\"\\n[Install]\\nWantedBy=multi-user.target\\n' "
            + ">/etc/systemd/system/late-docker.service; systemctl enable -q late-docker.service; sync");

        await deployed.Host.CutPowerAsync();
        await deployed.Host.BootAsync();
        await deployed.UntilNothingIsPendingAsync(TimeSpan.FromMinutes(2));

        await deployed.FirstReleaseRunsAsync();
        Assert.Contains("by='timer'", await deployed.Probe.FileAsync($"{deployed.Probe.Base}/reverted"), StringComparison.Ordinal);
    }

    private static Task<string> BreakDockersStartAsync(DeployedHost deployed, string shell) => deployed.Probe.OutputOfAsync(
        $"mkdir -p /etc/systemd/system/docker.service.d; printf '[Service]\\nExecStartPre=/bin/sh -c \"{shell}\"\\n' >/etc/systemd/system/docker.service.d/break.conf; sync");
}

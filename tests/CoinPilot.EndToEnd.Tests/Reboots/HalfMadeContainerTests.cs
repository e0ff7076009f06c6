using CoinPilot.Harness;
using CoinPilot.Hosts;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Reboots;

/// <summary>The power goes while containers are being recreated, and nobody is deploying: no guard and no revert cleans up.</summary>
public sealed class HalfMadeContainerTests(LabFixture fixture)
{
    private static readonly TimeSpan Boot = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task A_plain_boot_clears_away_what_the_power_cut_left_half_made()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("cut");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        await deployer.DeployAsync();
        await probe.OutputOfAsync("docker create -q --name 0123456789ab_theirs --label com.docker.compose.project=theirs lab/tiny:1");
        await probe.LeaveTwinAsync("other");
        await probe.LeaveTwinAsync("web");
        await probe.OutputOfAsync("docker rm -f cut-web");
        await probe.LeaveDeadAsync("db");

        await CutPowerAndBootAsync();

        await EveryServiceRunsOnceAsync();
        var journal = await probe.OutputOfAsync($"journalctl -q -b -u {stack.UnitName} -o cat --no-pager");
        Assert.Contains("\ncut-db was being removed when the host went down", journal, StringComparison.Ordinal);
        Assert.Contains("_cut-other was to take the place of cut-other", journal, StringComparison.Ordinal);
        Assert.Contains("_cut-web had taken the place of cut-web but not its name", journal, StringComparison.Ordinal);
        Assert.Equal("created", await probe.OutputOfAsync("docker inspect -f '{{.State.Status}}' 0123456789ab_theirs"));

        // The same where a rollback left its hold.
        await probe.OutputOfAsync($"install -D -m 644 {probe.Base}/releases/{await probe.CurrentAsync()}/hold.conf {probe.HoldFile}; systemctl daemon-reload");
        await probe.LeaveTwinAsync("other");
        await probe.LeaveDeadAsync("db");

        await CutPowerAndBootAsync();

        await EveryServiceRunsOnceAsync();

        // Without its program the unit starts all the same.
        await probe.OutputOfAsync($"rm {AgentPlaces.Link}; printf '#!/bin/sh\n(\n' >{AgentPlaces.Link}; chmod 755 {AgentPlaces.Link}; systemctl restart {stack.UnitName}; systemctl is-active {stack.UnitName}");
        await EveryServiceRunsOnceAsync();
        await probe.OutputOfAsync($"rm {AgentPlaces.Link} {probe.HoldFile}; docker rm -f cut-web; systemctl daemon-reload; systemctl restart {stack.UnitName}");
        await EveryServiceRunsOnceAsync();
        await probe.UntilAsync("[ $(docker ps -q --filter label=com.docker.compose.project=cut --filter health=healthy | wc -l) = 3 ]", Boot);
        (await deployer.RunAsync("StartRehearsal")).Ended(0, $"{AgentPlaces.Link}, which the unit runs first, is missing or broken");
        (await deployer.RunAsync("Status", "--stable-for", "1s")).Ended(0, "sweep FAILED (127)", "what a power cut leaves half made, and a network that is gone, stay in the way");

        async Task CutPowerAndBootAsync()
        {
            await host.CutPowerAsync();
            await host.BootAsync();
        }

        async Task EveryServiceRunsOnceAsync()
        {
            await probe.UntilAsync($"[ $(systemctl is-active {stack.UnitName}) = active ]", Boot);
            Assert.Equal(
                ["cut-db running", "cut-other running", "cut-web running"],
                (await probe.OutputOfAsync("docker ps -a --filter label=com.docker.compose.project=cut --format '{{.Names}} {{.State}}' | sort")).Split('\n'));
        }
    }
}

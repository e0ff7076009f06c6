using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.WaysBack;

/// <summary>A bad release fills the disk, and there is no room for one more byte when it is to be reverted.</summary>
public sealed class FullDiskTests(LabFixture fixture)
{
    [Fact]
    public async Task The_old_unit_lies_ready_and_is_renamed_into_its_place()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "full");
        await OnOwnDisksAsync(deployed.Probe);
        await deployed.SwitchAsync();
        (await deployed.Operator.RunAsync("StartUnit")).Ended(0);
        await FillAsync(deployed.Probe);

        (await deployed.Operator.RunAsync("RevertOnFailure")).Ended(0, $"ROLLED BACK TO {deployed.First}", "and it is up");
        await deployed.FirstReleaseRunsAsync();
        Assert.Equal("", await deployed.Probe.OutputOfAsync($"ls -A /etc/systemd/system /etc/systemd/system/{deployed.Stack.UnitName}.d | grep '[.]back$' || :"));

        await MakeRoomAsync(deployed.Probe);
        (await deployed.Operator.DeployAsync()).Said("DEPLOYED");
        await deployed.SecondReleaseRunsAsync();
        Assert.Equal("", await deployed.Probe.OutputOfAsync($"ls -A /etc/systemd/system | grep '[.]back$' || :"));
        Assert.Equal("gone", await deployed.Probe.OutputOfAsync($"ls -d /etc/systemd/system/{deployed.Stack.UnitName}.d 2>/dev/null || echo gone"));
    }

    [Fact]
    public async Task The_hosts_own_timer_reverts_too()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "fulltimer");
        await OnOwnDisksAsync(deployed.Probe);
        await deployed.SwitchAsync();
        (await deployed.Operator.RunAsync("StartUnit")).Ended(0);
        await FillAsync(deployed.Probe);

        await deployed.FireTimerAsync();

        await deployed.FirstReleaseRunsAsync();
    }

    // The lab's hosts share this machine's disk, which no test may fill: the two folders that are written to get one of their own.
    private static Task<string> OnOwnDisksAsync(HostProbe probe) => OnEachAsync(
        probe, "cp -a $folder /root/was && mount -t tmpfs -o size=1g,mode=755 tmpfs $folder && cp -a /root/was/. $folder && rm -r /root/was && systemctl daemon-reload");

    // It becomes as small as what lies there.
    private static Task<string> FillAsync(HostProbe probe) => OnEachAsync(
        probe, "mount -o remount,size=$(df --output=used -k $folder | tail -n 1 | tr -d ' ')k $folder && ! { echo more >$folder/more; } 2>/dev/null && rm -f $folder/more");

    private static Task<string> MakeRoomAsync(HostProbe probe) => OnEachAsync(probe, "mount -o remount,size=1g $folder");

    private static Task<string> OnEachAsync(HostProbe probe, string shell) =>
        probe.OutputOfAsync($"for folder in /etc/systemd/system /var/lib/coinpilot; do {shell} || exit; done");
}

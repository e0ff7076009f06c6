using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Reboots;

/// <summary>The disk below a bind mount comes after everything else: no container sees the empty folder.</summary>
public sealed class LateMountTests(LabFixture fixture)
{
    [Fact]
    [Trait("pace", "long")]
    public async Task The_stack_waits_for_what_its_containers_mount()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("late");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        stack.Services.RemoveAll(service => service != stack.Other);
        stack.Other.Extra.Add("volumes: [ \"/srv/data/db:/data\" ]");
        stack.Other.Shell = "ls /data >/tmp/seen; " + TinyStack.Serve;
        stack.Save();
        await probe.OutputOfAsync("""
            mkdir -p /root/disk/db /srv/data/db && touch /root/disk/db/found
            printf '[Unit]\nDefaultDependencies=no\n[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/sleep 20\n' >/etc/systemd/system/late-disk.service
            printf '[Unit]\nDefaultDependencies=no\nRequires=late-disk.service\nAfter=late-disk.service\n[Mount]\nWhat=/root/disk\nWhere=/srv/data\nType=none\nOptions=bind\n[Install]\nWantedBy=multi-user.target\n' >/etc/systemd/system/srv-data.mount
            systemctl daemon-reload && systemctl enable -q --now srv-data.mount
            """);
        await deployer.DeployAsync();
        Assert.Contains("srv-data.mount", await probe.UnitAsync("Wants"), StringComparison.Ordinal);
        Assert.Equal("found", await probe.OutputOfAsync("docker exec late-other cat /tmp/seen"));

        await host.RebootAsync();
        await probe.UntilAllRunAsync(TimeSpan.FromMinutes(3));

        Assert.Equal("found", await probe.OutputOfAsync("docker exec late-other cat /tmp/seen"));
        await probe.UntilAsync($"[ $(systemctl is-active {stack.UnitName}) = active ]", TimeSpan.FromMinutes(3));
        await probe.OutputOfAsync("sleep 3"); // a container counts as up once it has been for --stable-for
        (await deployer.RunAsync("Status")).Ended(0, "everything is as released");
    }
}

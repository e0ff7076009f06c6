using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Data;

/// <summary>Starts between deployments that would begin a service on no data: it waits, and the rest of the stack runs.</summary>
public sealed class LostDataTests(LabFixture fixture)
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(4);

    [Theory]
    [InlineData("guarded")]
    [InlineData("pinned")]
    public async Task A_volume_that_is_gone_is_not_made_anew_until_somebody_agrees(string policy)
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("novol");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        Arrange(stack, "kept:/data", "volumes: { kept: }");
        await deployer.DeployAsync("--start-policy", policy);
        await probe.OutputOfAsync("systemctl stop novol-compose.service; docker rm novol-db; docker volume rm novol_kept");

        await host.RebootAsync();
        await probe.UntilAsync("docker ps --format '{{.Names}}' | grep -qx novol-other && [ -e /run/coinpilot-novol.held-back ]", Soon);

        Assert.Equal("", await probe.OutputOfAsync("docker volume ls -q"));
        Assert.Equal("novol-other", await probe.OutputOfAsync("docker ps -a --format '{{.Names}}'"));
        (await deployer.RunAsync("Status")).Ended(ExitStatus.Degraded, "not started, because the data that was confirmed is not there: db: novol_kept (/data of db) is gone", "--accept-new-volume novol_kept");
        Assert.Contains("exit 2", await probe.OutputOfAsync("coinpilot restore; echo \"exit $?\""), StringComparison.Ordinal);
        Assert.Equal("", await probe.OutputOfAsync("docker volume ls -q"));

        Assert.EndsWith("exit 0", await probe.OutputOfAsync("coinpilot restore --accept-new-volume novol_kept; echo \"exit $?\""), StringComparison.Ordinal);
        Assert.Equal("novol_kept", await probe.OutputOfAsync("docker volume ls -q"));
        await probe.OutputOfAsync("systemctl restart novol-compose.service"); // on hold, and with the new volume noted
        await probe.UntilAllRunAsync(Soon);
    }

    [Fact]
    public async Task A_disk_that_is_not_mounted_at_a_boot_is_waited_for_and_nothing_is_written_below_it()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("nodisk");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        await probe.OutputOfAsync("mkdir -p /root/disk/db /srv/data/db; mount --bind /root/disk /srv/data"); // in no fstab: gone after a reboot
        Arrange(stack, "/srv/data/db:/data", "");
        await deployer.DeployAsync();
        await probe.OutputOfAsync("docker exec nodisk-db touch /data/found");

        await host.RebootAsync();
        await probe.UntilAsync("docker ps --format '{{.Names}}' | grep -qx nodisk-other && [ -e /run/coinpilot-nodisk.held-back ]", Soon);

        (await deployer.RunAsync("Status")).Ended(ExitStatus.Degraded, "/srv/data/db (/data of db) lies on /srv/data, where nothing is mounted");
        (await deployer.RunAsync("DeployUnit", "--force", "true")).Ended(ExitStatus.BadInput, "folder /srv/data/db lies on /srv/data, where nothing is mounted");
        Assert.Equal("", await probe.OutputOfAsync("ls -A /srv/data/db"));
        Assert.DoesNotContain("nodisk-db", await probe.OutputOfAsync("docker ps --format '{{.Names}}'"), StringComparison.Ordinal);

        await probe.OutputOfAsync("mount --bind /root/disk /srv/data");
        await probe.UntilAllRunAsync(Soon);
        Assert.Contains("found", await probe.OutputOfAsync("docker exec nodisk-db ls /data"), StringComparison.Ordinal);
        await probe.UntilAsync("[ $(systemctl is-active nodisk-compose.service) = active ] && [ ! -e /run/coinpilot-nodisk.held-back ]", Soon);
    }

    private static void Arrange(TinyStack stack, string volume, string volumes)
    {
        stack.Services.RemoveAll(service => service == stack.Web);
        stack.Db.Extra.Clear();
        stack.Db.Extra.Add($"volumes: [ \"{volume}\" ]");
        stack.Db.Shell = "touch /data/written; " + TinyStack.Serve;
        stack.Save();
        stack.Write("compose.yml", File.ReadAllText(stack.ComposeFile) + volumes + "\n");
    }
}

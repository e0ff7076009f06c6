using CoinPilot.Harness;
using CoinPilot.Hosts;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Deployments;

public sealed class FirstDeploymentTests(LabFixture fixture)
{
    [Fact]
    public async Task Leaves_a_running_stack_an_enabled_unit_and_nothing_pending()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("first");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);

        var outcome = await deployer.RunAsync("DeployUnit");

        outcome.Ended(0, "DEPLOYED");
        Assert.Equal("enabled", await probe.EnabledAsync(stack.UnitName));
        Assert.Equal("active", await probe.UnitAsync("ActiveState"));
        Assert.All((await probe.ContainersAsync()).Values, container => Assert.True(container.IsRunning));
        Assert.Equal("page 1", await probe.ServedAsync("db"));
        Assert.Equal("built 1", await probe.ServedAsync("web"));
        Assert.Equal("enabled", await probe.EnabledAsync("first-guard.service"));
        Assert.Equal(AgentPlaces.Folder, await probe.OutputOfAsync($"dirname $(dirname $(readlink {AgentPlaces.Link}))"));
        await probe.NothingIsPendingAsync();
    }

    [Fact]
    public async Task That_fails_leaves_nothing()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("nothing");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        var before = await probe.OutputOfAsync(Inventory);
        stack.Other.Shell = TinyStack.CrashLoop;
        stack.Save();

        var outcome = await deployer.RunAsync("DeployUnit", "--gate-timeout", "8s");

        outcome.Ended(20, "FAILED, ROLLED BACK TO NONE", "going down");
        Assert.Equal(before, await probe.OutputOfAsync(Inventory));
        Assert.Equal("not-found", await probe.UnitAsync("LoadState"));
        Assert.Equal("", await probe.OutputOfAsync($"ls -A {probe.Base}/releases"));
        await probe.NothingIsPendingAsync();
    }

    // Units, drop-ins, containers, networks and image names of the host.
    private const string Inventory =
        "cd /etc/systemd/system && find . | sort; find /run/systemd/system -name '*nothing*'; "
        + "docker ps -aq; docker network ls --format '{{.Name}}' | sort; docker image ls --format '{{.Repository}}:{{.Tag}}' | grep -v '<none>' | sort";
}

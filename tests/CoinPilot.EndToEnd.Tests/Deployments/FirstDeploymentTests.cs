using CoinPilot.Harness;
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
        await probe.NothingIsPendingAsync();
    }
}

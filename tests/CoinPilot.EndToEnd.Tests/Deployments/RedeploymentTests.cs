using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Deployments;

public sealed class RedeploymentTests(LabFixture fixture)
{
    [Fact]
    public async Task A_changed_configuration_file_recreates_its_service_and_what_depends_on_it_alone()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("onefile");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        await deployer.DeployAsync();
        var before = await probe.ContainersAsync();
        stack.SetPage("page 2");

        await deployer.DeployAsync();

        var after = await probe.ContainersAsync();
        Assert.NotEqual(before["db"].Id, after["db"].Id);
        Assert.NotEqual(before["web"].Id, after["web"].Id);
        Assert.Equal(before["web"].Image, after["web"].Image);
        Assert.Equal(before["other"], after["other"]);
        Assert.Equal("page 2", await probe.ServedAsync("db"));
    }

    [Fact]
    public async Task Without_a_change_touches_nothing_and_asks_no_registry()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("same");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        await deployer.DeployAsync();
        var before = await probe.ContainersAsync();
        var releases = await probe.OutputOfAsync($"ls {probe.Base}/releases {probe.Base}/objects");
        await host.SetRegistryAsync(RegistryMode.BlackHole);

        var outcome = await deployer.DeployAsync();

        outcome.Said("UNCHANGED");
        // One pull into the black hole would last as long as its bound, --pull-timeout.
        Assert.True(outcome.Took < TimeSpan.FromMinutes(5), $"it took {outcome.Took}:\n{outcome.Output}");
        Assert.Equal(before, await probe.ContainersAsync());
        Assert.Equal(releases, await probe.OutputOfAsync($"ls {probe.Base}/releases {probe.Base}/objects"));
    }

    [Fact]
    public async Task That_crash_loops_is_rolled_back_and_the_old_one_serves_what_it_served()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("crash");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        await deployer.DeployAsync();
        var good = await probe.CurrentAsync();
        stack.SetPage("page 2");
        stack.SetBuiltPage("built 2");
        stack.Other.Shell = TinyStack.CrashLoop;
        stack.Save();

        var outcome = await deployer.RunAsync("DeployUnit", "--gate-timeout", "10s");

        outcome.Ended(20, $"FAILED, ROLLED BACK TO {good}", "other", "restarted", "going down");
        Assert.Equal(good, await probe.CurrentAsync());
        Assert.Equal("active", await probe.UnitAsync("ActiveState"));
        Assert.All((await probe.ContainersAsync()).Values, container => Assert.True(container.IsRunning));
        Assert.Equal("page 1", await probe.ServedAsync("db"));
        Assert.Equal("built 1", await probe.ServedAsync("web"));
        Assert.Equal("tiny 2", await probe.ServedAsync("other"));
        await probe.NothingIsPendingAsync();
    }
}

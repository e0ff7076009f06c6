using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Rollbacks;

public sealed class RollbackTests(LabFixture fixture)
{
    [Fact]
    public async Task Stays_rolled_back_over_a_reboot_until_the_next_deployment()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("back");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        stack.Other.Image = "lab/back:1";
        stack.Save();
        await PublishAsync("lab/tiny:1");
        await deployer.DeployAsync();
        var first = await probe.CurrentAsync();
        await PublishAsync("lab/tiny:2");
        stack.SetBuiltPage("built 2");
        await deployer.DeployAsync();
        Assert.Equal("tiny 2", await probe.ServedAsync("other"));

        (await deployer.RunAsync("Rollback")).Ended(0, $"ROLLED BACK TO {first}");

        await RunsTheFirstAsync();
        (await deployer.RunAsync("Status")).Ended(11, "on hold");

        // A boot refresh would pull the newer image, which the registry still has under the same name.
        await host.RebootAsync();
        await probe.UntilAsync($"systemctl is-active {stack.UnitName}", TimeSpan.FromMinutes(2));

        await RunsTheFirstAsync();
        (await deployer.RunAsync("Status")).Ended(11, "on hold");

        (await deployer.DeployAsync()).Said("DEPLOYED");

        Assert.Null(await probe.FileAsync(probe.HoldFile));
        Assert.Equal("tiny 2", await probe.ServedAsync("other"));
        Assert.Equal("built 2", await probe.ServedAsync("web"));
        (await deployer.RunAsync("Status")).Ended(0);

        async Task RunsTheFirstAsync()
        {
            Assert.Equal(first, await probe.CurrentAsync());
            Assert.NotNull(await probe.FileAsync(probe.HoldFile));
            Assert.Equal("tiny 1", await probe.ServedAsync("other"));
            Assert.Equal("built 1", await probe.ServedAsync("web"));
            await probe.NothingIsPendingAsync();
        }

        // Somebody pushes another image under the name that the stack uses.
        async Task PublishAsync(string image) => await probe.OutputOfAsync(
            $"docker tag {image} {host.Lab.Registry}/lab/back:1 && docker push -q {host.Lab.Registry}/lab/back:1 && docker rmi {host.Lab.Registry}/lab/back:1");
    }

    [Fact]
    public async Task Is_done_within_a_minute_while_a_boot_refresh_hangs()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("hanging");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        await deployer.DeployAsync();
        var first = await probe.CurrentAsync();
        stack.SetPage("page 2");
        await deployer.DeployAsync();
        await host.SetRegistryAsync(RegistryMode.BlackHole);
        await host.RebootAsync();
        // The process itself: `systemctl status` goes on naming a line after it has ended.
        await probe.UntilAsync("pgrep -f 'compose.*[p]ull --ignore-buildable'", TimeSpan.FromMinutes(1));

        var outcome = await deployer.RunAsync("Rollback");

        outcome.Ended(0, $"ROLLED BACK TO {first}", "cancelled what");
        Assert.True(outcome.Took < TimeSpan.FromMinutes(1), $"it took {outcome.Took}:\n{outcome.Output}");
        Assert.Equal("page 1", await probe.ServedAsync("db"));
        Assert.Equal("active", await probe.UnitAsync("ActiveState"));
        await probe.NothingIsPendingAsync();
    }
}

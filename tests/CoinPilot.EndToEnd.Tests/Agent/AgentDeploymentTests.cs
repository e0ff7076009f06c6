using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Agent;

/// <summary>One deployment after the other on one host, with all that the agent leaves there.</summary>
public sealed class AgentDeploymentTests(LabFixture fixture)
{
    [Fact]
    public async Task Deploys_confirms_goes_back_from_a_bad_release_and_rolls_back()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("routed");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        stack.Save();

        (await deployer.DeployAsync()).Said("DEPLOYED");
        var first = await probe.CurrentAsync();
        await probe.NothingIsPendingAsync();

        stack.SetPage("page 2");
        (await deployer.DeployAsync()).Said("DEPLOYED");
        var second = await probe.CurrentAsync();
        Assert.Equal("page 2", await probe.ServedAsync("db"));
        Assert.True((await probe.ContainersAsync()).Values.All(container => container.IsRunning));

        stack.Other.Shell = TinyStack.CrashLoop;
        stack.Save();
        (await deployer.RunAsync("DeployUnit", "--gate-timeout", "4s")).Ended(ExitStatus.RolledBack, $"FAILED, ROLLED BACK TO {second}", "and it is up");
        Assert.Equal(second, await probe.CurrentAsync());
        await probe.NothingIsPendingAsync();

        (await deployer.RunAsync("Rollback")).Ended(0, $"ROLLED BACK TO {first}");
        Assert.Equal("page 1", await probe.ServedAsync("db"));
        (await deployer.RunAsync("History")).Ended(0, "rolled back to", "deployed");
        Assert.NotEqual("", await probe.OutputOfAsync("ls /usr/local/lib/coinpilot/*/coinpilot"));
    }
}

using CoinPilot.Harness;
using CoinPilot.Hosts;
using CoinPilot.Lab;
using CoinPilot.Transport;
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

    // As on a host whose C library is too old for the native one: there it is the only agent.
    [Fact]
    public async Task A_host_that_has_the_portable_agent_is_served_by_it()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "portable");
        var portable = await new AgentPublisher(CommandLine.ProjectRoot.Find(), _ => { }).GetAsync(new("x86_64", new(2, 27)), TestContext.Current.CancellationToken);
        var program = $"{AgentPlaces.Folder}/{portable!.Digest}/coinpilot";
        await using (var session = await deployed.Host.ConnectAsync("root"))
        {
            var put = await session.RunAsync(
                $"rm -rf {AgentPlaces.Folder}/*; mkdir {AgentPlaces.Folder}/{portable.Digest}; gzip -d > {program} && chmod 755 {program} && ln -sfn {program} {AgentPlaces.Link}",
                CommandInput.Of(portable.Packed.ToArray()), null, TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
            Assert.Equal(0, put.ExitCode);
        }

        await deployed.Operator.DeployAsync();

        await deployed.SecondReleaseRunsAsync();
        Assert.Equal(portable.Digest, await deployed.Probe.OutputOfAsync($"ls {AgentPlaces.Folder}"));
        Assert.Contains("everything is as released", await deployed.Probe.OutputOfAsync("coinpilot status"), StringComparison.Ordinal);
    }
}

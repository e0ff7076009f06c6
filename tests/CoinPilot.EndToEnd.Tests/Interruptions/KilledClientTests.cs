using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Interruptions;

/// <summary>The machine of the operator dies in the middle: nobody is left to say that the new release is good.</summary>
public sealed class KilledClientTests(LabFixture fixture)
{
    [Fact]
    public async Task A_client_killed_after_the_switch_is_reverted_by_the_host()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "killswitch");
        await using var run = deployed.Operator.Start("DeployUnit", "--stable-for", "60s");

        await run.LineAsync("switch ok");
        await run.KillAsync();
        Assert.NotNull(await deployed.Probe.FileAsync(deployed.Probe.PendingFile));
        await deployed.FireTimerAsync();

        await deployed.FirstReleaseRunsAsync();
    }

    [Fact]
    [Trait("pace", "long")]
    public async Task A_client_killed_after_the_start_is_reverted_by_the_host_with_what_it_served_before()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "killstart");
        await using var run = deployed.Operator.Start("DeployUnit", "--stable-for", "60s");

        await run.LineAsync("start ok");
        await run.KillAsync();
        Assert.Equal("page 2", await deployed.Probe.ServedAsync("db"));
        await deployed.FireTimerAsync();

        await deployed.FirstReleaseRunsAsync();
        (await deployed.Operator.DeployAsync()).Said("DEPLOYED");
        await deployed.SecondReleaseRunsAsync();
    }

    [Fact]
    public async Task A_client_killed_while_it_stages_leaves_nothing_that_runs_touched()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "killstage");
        var before = await deployed.Probe.ContainersAsync();
        deployed.Stack.Write("web/Dockerfile", "FROM lab/tiny:1\nRUN sleep 300\n");
        await using var run = deployed.Operator.Start("DeployUnit");

        await run.LineAsync("building: web");
        await run.KillAsync();

        await deployed.Probe.UntilAsync($"! ls -d {deployed.Probe.Base}/releases/.new.* {deployed.Probe.Base}/.upload.*", TimeSpan.FromMinutes(2));
        Assert.Equal(before, await deployed.Probe.ContainersAsync());
        await deployed.FirstReleaseRunsAsync();
    }
}

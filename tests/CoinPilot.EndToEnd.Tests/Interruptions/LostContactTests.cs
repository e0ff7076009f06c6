using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Interruptions;

/// <summary>The network between client and host is gone while the gate waits. Both tests wait for real time-outs.</summary>
public sealed class LostContactTests(LabFixture fixture)
{
    [Fact]
    public async Task For_good_exits_22_and_the_hosts_own_timer_reverts()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "gone", WithTinyBudgets);
        await using var run = deployed.Operator.Start("DeployUnit", "--stable-for", "15s");

        await run.LineAsync("start ok");
        await Network.PullAsync(deployed.Host.Lab);
        var outcome = await run.EndAsync();
        await Network.PlugInAsync(deployed.Host.Lab);

        outcome.Ended(22, "UNKNOWN, THE HOST DECIDES", "the host goes back by itself at ");
        await deployed.UntilNothingIsPendingAsync(TimeSpan.FromMinutes(5));
        await deployed.FirstReleaseRunsAsync();
        Assert.Contains("by='timer'", await deployed.Probe.FileAsync($"{deployed.Probe.Base}/reverted"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("pace", "long")]
    public async Task That_comes_back_in_time_exits_20_with_the_old_release()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "back");
        await using var run = deployed.Operator.Start("DeployUnit", "--stable-for", "60s");

        await run.LineAsync("start ok");
        await Network.PullAsync(deployed.Host.Lab);
        await run.LineAsync("was lost");
        await Network.PlugInAsync(deployed.Host.Lab);

        (await run.EndAsync()).Ended(20, $"FAILED, ROLLED BACK TO {deployed.First}");
        await deployed.FirstReleaseRunsAsync();
    }

    // The time after which a host reverts follows from these, and a test waits for it.
    private static void WithTinyBudgets(TinyStack stack)
    {
        foreach (var service in stack.Services)
        {
            service.Healthcheck = null;
            service.DependsOnHealthy = null;
            service.Extra.Add("stop_grace_period: 1s");
        }
    }
}

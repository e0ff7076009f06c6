using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Interruptions;

/// <summary>The host itself goes down between switch and confirmation. Transient timers are gone then; the guard is not.</summary>
public sealed class LostHostTests(LabFixture fixture)
{
    private static readonly TimeSpan Boot = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task A_reboot_while_pending_brings_the_old_release()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "reboot");
        await deployed.SwitchAsync();
        (await deployed.Operator.RunAsync("StartUnit")).Ended(0);
        Assert.Equal("page 2", await deployed.Probe.ServedAsync("db"));

        await deployed.Host.RebootAsync();
        await deployed.UntilNothingIsPendingAsync(Boot);

        await deployed.FirstReleaseRunsAsync();
        Assert.Contains("guard", await deployed.Probe.FileAsync($"{deployed.Probe.Base}/reverted"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("pace", "long")]
    public async Task A_power_cut_after_the_switch_brings_the_old_release()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "powercut");
        await deployed.SwitchAsync();

        await deployed.Host.CutPowerAsync();
        await deployed.Host.BootAsync();
        await deployed.UntilNothingIsPendingAsync(Boot);

        await deployed.FirstReleaseRunsAsync();
    }

    [Fact]
    public async Task A_power_cut_during_the_start_brings_the_old_release()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "powerstart");
        await using var run = deployed.Operator.Start("DeployUnit", "--stable-for", "60s");

        await run.LineAsync("switch ok");
        await run.KillAsync();
        await deployed.Host.CutPowerAsync();
        await deployed.Host.BootAsync();
        await deployed.UntilNothingIsPendingAsync(Boot);

        await deployed.FirstReleaseRunsAsync();
    }

    [Fact]
    public async Task A_container_that_was_being_removed_is_made_anew_on_the_way_back()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "dead");
        await deployed.SwitchAsync();
        await deployed.Probe.LeaveDeadAsync("db");

        await deployed.Host.CutPowerAsync();
        await deployed.Host.BootAsync();
        await deployed.UntilNothingIsPendingAsync(Boot);

        await deployed.FirstReleaseRunsAsync();
    }
}

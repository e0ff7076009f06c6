using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Rehearsals;

/// <summary>The reboot that is done on purpose, and its verdict.</summary>
public sealed class RebootProofTests(LabFixture fixture)
{
    [Fact]
    public async Task Is_given_by_a_new_boot_with_everything_up_and_refused_without_consent_or_while_a_switch_is_pending()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "rebooted");
        var boot = await BootAsync(deployed.Probe);

        (await deployed.Operator.RunAsync("VerifyReboot")).Ended(2, "--yes", "COINPILOT_YES");
        await deployed.SwitchAsync();
        (await deployed.Operator.RunAsync("VerifyReboot", "--yes")).Ended(30, "not confirmed");
        Assert.Equal(boot, await BootAsync(deployed.Probe));
        (await deployed.Operator.RunAsync("RevertOnFailure")).Ended(0);

        (await deployed.Operator.RunAsync("VerifyReboot", "--yes")).Ended(
            0, "it answers again after", "after the reboot", $"{deployed.First} came back by itself");

        Assert.NotEqual(boot, await BootAsync(deployed.Probe));
        await deployed.FirstReleaseRunsAsync();

        // Now the host stays away.
        await using var run = deployed.Operator.Start("VerifyReboot", "--yes", "--reboot-timeout", "6s");
        await run.LineAsync("reboots now");
        await deployed.Host.CutPowerAsync();
        (await run.EndAsync()).Ended(22, "did not come back within 6 s", "console");
    }

    private static Task<string> BootAsync(HostProbe probe) => probe.OutputOfAsync("cat /proc/sys/kernel/random/boot_id");
}

using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Reboots;

/// <summary>A host of Debian 12, whose systemd 252 is the oldest that people deploy to.</summary>
public sealed class OldSystemdTests(LabFixture fixture)
{
    [Fact]
    public async Task A_host_of_Debian_12_is_deployed_to_rolled_back_rebooted_and_served_by_hand()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "bookworm", suite: LabSuite.Bookworm);
        Assert.StartsWith("systemd 252 ", await deployed.Probe.OutputOfAsync("systemctl --version"), StringComparison.Ordinal);

        await deployed.Operator.DeployAsync();
        await deployed.SecondReleaseRunsAsync();
        (await deployed.Operator.RunAsync("DeployUnit")).Ended(0, "UNCHANGED");
        (await deployed.Operator.RunAsync("Rollback")).Ended(0, $"ROLLED BACK TO {deployed.First}");
        await deployed.FirstReleaseRunsAsync();

        // A switch that nobody confirms, undone on the host itself; another one, undone by a power cut.
        await deployed.SwitchAsync();
        Assert.Contains("is switched", await TypedAsync("status", ExitStatus.Degraded), StringComparison.Ordinal);
        Assert.Contains($"ROLLED BACK TO {deployed.First}", await TypedAsync("revert", 0), StringComparison.Ordinal);
        await deployed.FirstReleaseRunsAsync();
        await deployed.SwitchAsync();
        await deployed.Host.CutPowerAsync();
        await deployed.Host.BootAsync();
        await deployed.UntilNothingIsPendingAsync(TimeSpan.FromMinutes(3));
        await deployed.FirstReleaseRunsAsync();

        (await deployed.Operator.RunAsync("VerifyReboot", "--yes")).Ended(0, $"{deployed.First} came back by itself");
        await deployed.FirstReleaseRunsAsync();

        async Task<string> TypedAsync(string words, int code)
        {
            var said = await deployed.Probe.OutputOfAsync($"coinpilot {words} 2>&1; echo \"exit $?\"");
            Assert.EndsWith($"exit {code}", said, StringComparison.Ordinal);
            return said;
        }
    }
}

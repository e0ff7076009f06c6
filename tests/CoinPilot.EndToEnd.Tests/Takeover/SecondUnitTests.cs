using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Takeover;

/// <summary>An app has one unit: two that are enabled would both start its project at boot, and each undo the other.</summary>
public sealed class SecondUnitTests(LabFixture fixture)
{
    private const string Unit = "trading.service";

    [Fact]
    public async Task Is_refused_by_plan_and_host_until_the_first_one_is_removed()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("named");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        await deployer.DeployAsync("--unit-name", Unit);
        var release = await probe.OutputOfAsync($"sed -n 's/^X-CoinPilot-Release=//p' /etc/systemd/system/{Unit}");

        (await deployer.RunAsync("DeployUnit")).Ended(
            2, $"{Unit} is the unit of the app 'named' on this host", $"--unit-name {Unit}", "./build.sh Remove --app named", "What runs on the host was not touched");
        (await deployer.RunAsync("Status")).Ended(ExitStatus.Degraded, $"say --unit-name {Unit}");
        (await deployer.RunAsync("Remove", "--yes")).Ended(2, $"--unit-name {Unit}");

        // Whoever types it on the host gets the same answer, and need not know the unit's name.
        Assert.Contains($"{release}  current", await probe.OutputOfAsync("coinpilot releases"), StringComparison.Ordinal);
        (await deployer.RunAsync("ReloadDaemon", "--release", release)).Ended(2, $"{Unit} is the unit of the app 'named' on this host");
        Assert.Null(await probe.FileAsync(probe.UnitFile));
        Assert.Null(await probe.FileAsync(probe.PendingFile));

        (await deployer.RunAsync("Remove", "--yes", "--unit-name", Unit)).Ended(0);
        Assert.Null(await probe.FileAsync($"{probe.Base}/unit-name"));
        (await deployer.RunAsync("PlanDeployment")).Ended(ExitStatus.ChangesPending);
    }
}

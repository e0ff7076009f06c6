using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Phases;

/// <summary>Every phase is a command of its own: it checks its precondition, does what its name says, and says what comes next.</summary>
public sealed class PhasesAloneTests(LabFixture fixture)
{
    [Fact]
    public async Task One_after_the_other_in_processes_of_their_own_they_are_a_deployment()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("phases");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);

        (await deployer.RunAsync("ReloadDaemon")).Ended(2, "./build.sh UploadUnit");
        (await deployer.RunAsync("StartUnit")).Ended(2, "./build.sh UploadUnit");
        (await deployer.RunAsync("CheckStack")).Ended(2, "./build.sh DeployUnit");
        Assert.Null(await probe.FileAsync(probe.UnitFile));

        (await deployer.RunAsync("UploadUnit")).Ended(0, "is staged", "Next: ./build.sh ReloadDaemon");
        Assert.Null(await probe.FileAsync(probe.UnitFile));
        (await deployer.RunAsync("ReloadDaemon")).Ended(0, "the host goes back by itself at ", "Next: ./build.sh StartUnit");
        Assert.Empty(await probe.ContainersAsync());
        (await deployer.RunAsync("StartUnit")).Ended(0, "not confirmed yet", "Next: ./build.sh CheckStack");
        Assert.NotNull(await probe.FileAsync(probe.PendingFile));
        (await deployer.RunAsync("CheckStack")).Ended(0, "is kept by the host");

        Assert.Equal("page 1", await probe.ServedAsync("db"));
        await probe.NothingIsPendingAsync();
        (await deployer.RunAsync("DeployUnit")).Ended(0, "UNCHANGED");
    }

    [Fact]
    [Trait("pace", "long")]
    public async Task RevertOnFailure_alone_puts_back_what_is_pending_and_says_when_nothing_is()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "alone");
        await deployed.SwitchAsync();
        (await deployed.Operator.RunAsync("StartUnit")).Ended(0);

        (await deployed.Operator.RunAsync("RevertOnFailure")).Ended(0, $"ROLLED BACK TO {deployed.First}");

        await deployed.FirstReleaseRunsAsync();
        (await deployed.Operator.RunAsync("RevertOnFailure")).Ended(0, "nothing is pending", "NOTHING PENDING");
        await deployed.FirstReleaseRunsAsync();
    }
}

using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Takeover;

/// <summary>The release that somebody wants back does not work any more.</summary>
public sealed class FailedRollbackTests(LabFixture fixture)
{
    [Fact]
    [Trait("pace", "long")]
    public async Task A_rollback_that_fails_its_gate_is_reverted_like_a_deployment()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("badback");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        await probe.OutputOfAsync("mkdir -p /srv/needed && touch /srv/needed/here");
        stack.Other.Extra.Add("volumes: [ \"/srv/needed:/needed:ro\" ]");
        stack.Other.Shell = $"[ -e /needed/here ] || exit 3; {TinyStack.Serve}";
        stack.Save();
        await deployer.DeployAsync();
        var first = await probe.CurrentAsync();
        stack.Other.Shell = TinyStack.Serve;
        stack.SetPage("page 2");
        stack.Save();
        await deployer.DeployAsync();
        var second = await probe.CurrentAsync();

        await probe.OutputOfAsync("rm /srv/needed/here");
        (await deployer.RunAsync("Rollback")).Ended(20, first, "other", $"FAILED, ROLLED BACK TO {second}");

        Assert.Equal(second, await probe.CurrentAsync());
        Assert.All((await probe.ContainersAsync()).Values, container => Assert.True(container.IsRunning));
        Assert.Equal("page 2", await probe.ServedAsync("db"));
        await probe.NothingIsPendingAsync();
        (await deployer.RunAsync("Status")).Ended(11, "on hold after a rollback");
    }
}

using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Rollbacks;

/// <summary>What a boot refresh brought is what ran before a deployment, and what comes back when that fails.</summary>
public sealed class RefreshedImageTests(LabFixture fixture)
{
    [Fact]
    [Trait("pace", "long")]
    public async Task A_release_that_fails_gives_back_the_images_that_ran_not_those_of_the_staging()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("refreshed");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        stack.Other.Image = "lab/refreshed:1";
        stack.Save();
        await PublishAsync("lab/tiny:1");
        await deployer.DeployAsync();
        var first = await probe.CurrentAsync();
        var staged = await probe.OutputOfAsync("docker image inspect -f '{{.Id}}' lab/refreshed:1");
        await PublishAsync("lab/tiny:2");
        await host.RebootAsync();
        await probe.UntilAsync($"systemctl is-active {stack.UnitName}", TimeSpan.FromMinutes(3));
        await probe.UntilAllRunAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("tiny 2", await probe.ServedAsync("other"));
        var refreshed = (await probe.ContainersAsync())["other"].Id;

        // What a power cut in the middle of a stage's pull leaves, before that boot: what runs keeps its name.
        await probe.OutputOfAsync($"echo lab/refreshed:1 {staged} {first} refreshed >{probe.Base}/stage.tags");
        (await deployer.RunAsync("Status")).Ended(11, "other");
        Assert.Null(await probe.FileAsync($"{probe.Base}/stage.tags"));

        await FailsAsync("page 2");
        // The staging's image has no container any more.
        await probe.OutputOfAsync("docker image prune -af");
        Assert.Equal("", await probe.OutputOfAsync($"docker image inspect -f '{{{{.Id}}}}' coinpilot/refreshed/other:{first} 2>/dev/null || :"));
        await FailsAsync("page 3");

        async Task FailsAsync(string page)
        {
            stack.SetPage(page);
            stack.Web.Shell = TinyStack.CrashLoop;
            stack.Save();
            (await deployer.RunAsync("DeployUnit")).Ended(20, "web", $"FAILED, ROLLED BACK TO {first}");

            Assert.Equal("tiny 2", await probe.ServedAsync("other"));
            Assert.Equal(refreshed, (await probe.ContainersAsync())["other"].Id);
            Assert.Equal("built 1", await probe.ServedAsync("web"));
            Assert.Equal("", await probe.OutputOfAsync("docker image ls -q --filter 'reference=coinpilot/refreshed/*:before'"));
            await probe.NothingIsPendingAsync();
        }

        // Somebody pushes another image under the name that the stack uses.
        async Task PublishAsync(string image) => await probe.OutputOfAsync(
            $"docker tag {image} {host.Lab.Registry}/lab/refreshed:1 && docker push -q {host.Lab.Registry}/lab/refreshed:1 && docker rmi {host.Lab.Registry}/lab/refreshed:1");
    }
}

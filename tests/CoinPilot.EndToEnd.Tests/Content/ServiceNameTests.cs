using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Content;

/// <summary>Services whose names resemble each other.</summary>
public sealed class ServiceNameTests(LabFixture fixture)
{
    [Fact]
    public async Task Services_that_differ_in_case_keep_images_of_their_own()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("alike");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        stack.Services.Clear();
        stack.Services.AddRange([new("web") { Image = "lab/tiny:1" }, new("Web") { Image = "lab/tiny:2" }]);
        stack.Save();

        await deployer.DeployAsync();

        var release = await probe.CurrentAsync();
        Assert.Equal(await IdAsync("lab/tiny:1"), await IdAsync($"coinpilot/alike/web:{release}"));
        Assert.Equal(await IdAsync("lab/tiny:2"), await IdAsync($"coinpilot/alike.x/x-57eb:{release}"));
        (await deployer.RunAsync("Status")).Ended(0);
        stack.Services[0].Image = "lab/tiny:2";
        stack.Services[1].Image = "lab/tiny:1";
        stack.Save();
        await deployer.DeployAsync();
        (await deployer.RunAsync("Rollback")).Ended(0);
        Assert.Equal(release, await probe.CurrentAsync());
        Assert.Equal(await IdAsync("lab/tiny:2"), await probe.OutputOfAsync("docker inspect -f '{{.Image}}' alike-Web"));
        (await deployer.RunAsync("Remove", "--yes")).Ended(0);
        Assert.Equal("", await probe.OutputOfAsync("docker image ls --format '{{.Repository}}' | grep ^coinpilot/ || :"));

        Task<string> IdAsync(string image) => probe.OutputOfAsync($"docker image inspect -f '{{{{.Id}}}}' {image}");
    }
}

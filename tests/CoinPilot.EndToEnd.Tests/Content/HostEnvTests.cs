using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Content;

/// <summary>Values that only the host knows.</summary>
public sealed class HostEnvTests(LabFixture fixture)
{
    [Fact]
    [Trait("pace", "long")]
    public async Task An_image_named_by_the_hosts_env_file_is_what_runs_and_its_change_is_deployed()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("hostenv");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        stack.Other.Image = "lab/tiny:${TAG}";
        stack.Save();

        await SetTagAsync(probe, "1");
        await deployer.DeployAsync();
        Assert.Equal(await ImageAsync(probe, "lab/tiny:1"), (await probe.ContainersAsync())["other"].Image);
        (await deployer.DeployAsync()).Said("UNCHANGED");

        await SetTagAsync(probe, "2");
        (await deployer.DeployAsync()).Said(".env has changed", "DEPLOYED");
        Assert.Equal(await ImageAsync(probe, "lab/tiny:2"), (await probe.ContainersAsync())["other"].Image);
    }

    private static Task<string> SetTagAsync(HostProbe probe, string tag) =>
        probe.OutputOfAsync($"install -d -m 700 /etc/coinpilot/hostenv && echo TAG={tag} | install -m 600 /dev/stdin /etc/coinpilot/hostenv/.env");

    private static Task<string> ImageAsync(HostProbe probe, string reference) => probe.OutputOfAsync($"docker image inspect -f '{{{{.Id}}}}' {reference}");
}

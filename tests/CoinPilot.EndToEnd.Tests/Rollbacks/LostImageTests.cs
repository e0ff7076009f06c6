using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Rollbacks;

/// <summary>A prune took the images of the release that somebody wants back.</summary>
public sealed class LostImageTests(LabFixture fixture)
{
    [Fact]
    [Trait("pace", "long")]
    public async Task Images_that_a_prune_took_are_pulled_by_digest_or_built_again_and_else_nothing_is_touched()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("lost");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        stack.Other.Image = "lab/lost:1";
        stack.Save();
        await PublishAsync("lost 1");
        await deployer.DeployAsync();
        var first = await probe.CurrentAsync();
        await PublishAsync("lost 2");
        stack.SetBuiltPage("built 2");
        await deployer.DeployAsync();
        var second = await probe.CurrentAsync();
        await host.SetRegistryAsync(RegistryMode.Refuse);
        await PruneAsync();
        var before = await TouchedAsync();

        (await deployer.RunAsync("Rollback")).Ended(2, "lab/lost:1", "can't be had again", "What runs on the host was not touched");

        Assert.Equal(before, await TouchedAsync());
        await host.SetRegistryAsync(RegistryMode.Up);

        // The name now means another image in the registry: only the digest brings the old one.
        (await deployer.RunAsync("Rollback")).Ended(
            0, "images that are gone from the host", "pulling lab/lost@sha256:", "building web again from the release's own files", $"ROLLED BACK TO {first}");

        Assert.Equal("lost 1", await probe.ServedAsync("other"));
        Assert.Equal("built 1", await probe.ServedAsync("web"));
        (await deployer.RunAsync("Status")).Ended(11, "on hold").DidNotSay("another image");
        Assert.NotEqual(first, second);

        Task<string> TouchedAsync() => probe.OutputOfAsync(
            $"docker ps -aq --no-trunc | xargs docker inspect -f '{{{{.Id}}}} {{{{.State.StartedAt}}}}'; docker image ls --format '{{{{.Repository}}}}:{{{{.Tag}}}} {{{{.ID}}}}' | sort; find /etc/systemd/system {probe.Base}/releases {probe.Base}/objects | sort");

        async Task PruneAsync() => await probe.OutputOfAsync(
            $"docker image prune -af >/dev/null; docker builder prune -af >/dev/null; [ -z \"$(docker image ls -q 'coinpilot/lost/other:{first}')$(docker image ls -q 'coinpilot/lost/web:{first}')\" ]");

        async Task PublishAsync(string page) => await probe.OutputOfAsync(
            $"printf 'FROM lab/tiny:1\nRUN echo {page} >/www/index.html\n' | docker build -q -t {host.Lab.Registry}/lab/lost:1 - && docker push -q {host.Lab.Registry}/lab/lost:1 && docker rmi {host.Lab.Registry}/lab/lost:1");
    }
}

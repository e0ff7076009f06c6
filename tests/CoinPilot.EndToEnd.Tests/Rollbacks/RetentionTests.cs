using System.Globalization;
using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Rollbacks;

/// <summary>What a host keeps of the past.</summary>
public sealed class RetentionTests(LabFixture fixture)
{
    private const int Deployments = 7;

    [Fact]
    [Trait("pace", "long")]
    public async Task Five_releases_are_kept_and_what_a_container_uses_and_nothing_of_others_is_touched()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("kept");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        stack.Services.Remove(stack.Web);
        stack.Services.Remove(stack.Other);
        stack.Db.Healthcheck = null;
        stack.Db.Extra.Add("pull_policy: never");
        stack.Save();
        // Another app of ours, and somebody's own image under a name like ours.
        await probe.OutputOfAsync(
            """
            mkdir -p /var/lib/coinpilot/another/releases/20260101-000000-abcdef0 /var/lib/coinpilot/another/objects/0123
            docker tag lab/tiny:2 coinpilot/another/db:20260101-000000-abcdef0; docker tag lab/tiny:2 coinpilot/kept-not/db:20260101-000000-abcdef0
            """);

        List<string> made = [];
        for (var number = 1; number <= Deployments; number++)
        {
            stack.SetPage(string.Create(CultureInfo.InvariantCulture, $"page {number}"));
            await deployer.DeployAsync("--stable-for", "1s");
            made.Add(await probe.CurrentAsync());
            if (number == 1)
            {
                // Somebody looks into the first release's file with a container of their own.
                var mounted = await probe.OutputOfAsync("docker inspect -f '{{range .Mounts}}{{.Source}}{{end}}' kept-db");
                await probe.OutputOfAsync($"docker create --name looking -v {mounted}:/x:ro lab/tiny:1 true; docker create --name using -v {probe.Base}/releases/{made[0]}/compose.yml:/y:ro lab/tiny:1 true");
            }
        }

        // The newest five; the first because a container refers to it.
        string[] kept = [made[0], .. made[^5..]];
        Assert.Equal(kept, await ListAsync($"ls {probe.Base}/releases"));
        Assert.Equal(kept, await ListAsync("docker image ls --format '{{.Tag}}' coinpilot/kept/db"));
        Assert.Equal(6, (await ListAsync($"ls {probe.Base}/objects")).Length);
        Assert.Equal("1", await probe.OutputOfAsync("ls /var/lib/coinpilot/another/releases /var/lib/coinpilot/another/objects | grep -c abcdef0"));
        Assert.Equal(2, (await ListAsync("docker image ls --format '{{.Repository}}' | grep -e coinpilot/another/ -e coinpilot/kept-not/")).Length);

        await probe.OutputOfAsync("docker rm looking using");
        (await deployer.RunAsync("Rollback")).Ended(0, made[^2]);

        // Gone once nothing uses it; the release that was left is kept: it is one of five.
        Assert.Equal(kept[1..], await ListAsync($"ls {probe.Base}/releases"));
        Assert.Equal(5, (await ListAsync($"ls {probe.Base}/objects")).Length);
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"page {Deployments - 1}"), await probe.ServedAsync("db"));

        async Task<string[]> ListAsync(string shell) =>
            [.. (await probe.OutputOfAsync(shell)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
    }
}

using System.Globalization;
using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Reboots;

/// <summary>What a boot does with what can go wrong while nobody watches.</summary>
public sealed class RebootTests(LabFixture fixture)
{
    // The bug that this project exists for: the stack stayed down after a reboot.
    [Fact]
    public async Task A_broken_build_and_a_dead_registry_keep_a_classic_boot_down_and_a_guarded_one_starts()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("thebug");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        stack.Write("web/Dockerfile", $"FROM lab/tiny:1\nRUN wget -q -O /dev/null http://{host.Lab.Registry}/v2/\nCOPY index.html /www/index.html\n");
        await deployer.DeployAsync("--start-policy", "classic");

        await RebootWithABrokenBuildAndADeadRegistryAsync();

        await probe.UntilAsync($"[ $(systemctl show -P NRestarts {stack.UnitName}) -ge 1 ]", TimeSpan.FromMinutes(3));
        Assert.DoesNotContain((await probe.ContainersAsync()).Values, container => container.IsRunning);

        await host.SetRegistryAsync(RegistryMode.Up);
        await deployer.DeployAsync("--start-policy", "guarded");
        var before = await probe.ContainersAsync();

        await RebootWithABrokenBuildAndADeadRegistryAsync();

        await probe.UntilAllRunAsync(TimeSpan.FromMinutes(2));
        await probe.UntilAsync($"systemctl is-active {stack.UnitName}", TimeSpan.FromMinutes(2));
        Assert.Equal(before.Values.Select(x => x.Id).Order(), (await probe.ContainersAsync()).Values.Select(x => x.Id).Order());
        Assert.Equal("built 1", await probe.ServedAsync("web"));

        // The build asks the network; once its cache is gone, as after a prune, it needs the answer.
        async Task RebootWithABrokenBuildAndADeadRegistryAsync()
        {
            await probe.OutputOfAsync("docker builder prune -af");
            await host.SetRegistryAsync(RegistryMode.Refuse);
            await host.RebootAsync();
        }
    }

    [Fact]
    public async Task With_one_image_missing_and_the_registry_a_black_hole_what_ran_before_runs_before_anything_is_pulled()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("missing");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        await deployer.DeployAsync();
        await host.SetRegistryAsync(RegistryMode.BlackHole);
        await probe.OutputOfAsync("docker rmi -f lab/tiny:2 $(docker image ls -q --filter 'reference=coinpilot/missing/other:*' --format '{{.Repository}}:{{.Tag}}')");
        await probe.OutputOfAsync("! docker image inspect lab/tiny:2 >/dev/null 2>&1");

        await host.RebootAsync();
        await probe.UntilAllRunAsync(TimeSpan.FromMinutes(2));

        var started = (await probe.ContainersAsync()).Values
            .Max(x => DateTimeOffset.Parse(x.StartedAt, CultureInfo.InvariantCulture));
        // Nothing where the unit has not come to its pull yet. systemd says whole seconds.
        var pulled = await probe.OutputOfAsync($"systemctl show -p ExecStartPre {stack.UnitName} | grep ' pull ' | sed 's/.*start_time=.//; s/].*//; /n.a/d' | xargs -r -d '\\n' date +%s -d");
        Assert.True(
            pulled.Length == 0 || started.ToUnixTimeSeconds() <= long.Parse(pulled, CultureInfo.InvariantCulture),
            $"the last one started at {started:O}, the pull at {pulled}:\n{await probe.StateAsync()}");
        Assert.Equal("tiny 2", await probe.ServedAsync("other"));
    }

    [Fact]
    public async Task A_slow_database_heals_by_itself()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("slowdb");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        stack.Db.Shell = "rm -f /tmp/ready; [ ! -e /state/crashed ] || sleep 25; touch /tmp/ready; " + TinyStack.Serve;
        stack.Db.Healthcheck = "test -e /tmp/ready";
        stack.Db.Extra[0] = "volumes: [ \"./db/index.html:/www/index.html:ro\", \"./state:/state\" ]";
        stack.Save();
        await deployer.DeployAsync();

        // After a crash it is slow, and what waits for it has yet to be made: a start that fails leaves that `Created`.
        await probe.OutputOfAsync($"touch {probe.Base}/project/state/crashed; docker rm -f slowdb-web");

        await host.RebootAsync();

        await probe.UntilAsync("docker ps -a --filter status=created --format '{{.Names}}' | grep -x slowdb-web", TimeSpan.FromMinutes(2));
        await probe.UntilAsync($"[ $(systemctl show -P NRestarts {stack.UnitName}) -ge 1 ]", TimeSpan.FromMinutes(2));
        await probe.UntilAsync($"systemctl is-active {stack.UnitName}", TimeSpan.FromMinutes(3));
        Assert.All((await probe.ContainersAsync()).Values, container => Assert.True(container.IsRunning));
        Assert.Equal("built 1", await probe.ServedAsync("web"));
    }
}

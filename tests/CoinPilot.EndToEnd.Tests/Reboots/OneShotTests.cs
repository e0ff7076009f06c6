using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Reboots;

/// <summary>A task runs once a boot and once a deployment, not once a line of the unit, and never beside what waits for it.</summary>
public sealed class OneShotTests(LabFixture fixture)
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(3);

    [Fact]
    [Trait("pace", "long")]
    public async Task A_migration_runs_once_a_boot_before_what_waits_for_it()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("shot");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        var (migrate, seed) = Arrange(stack);

        (await deployer.RunAsync("ValidateCompose")).Ended(0, "'migrate' runs once at every boot and at every deployment");
        await deployer.DeployAsync();
        Assert.Equal("1", await RunsAsync(migrate));
        Assert.Equal("1", await RunsAsync(seed));

        await host.RebootAsync();
        await IsUpAsync();
        Assert.Equal("2", await RunsAsync(migrate));
        Assert.Equal("1", await RunsAsync(seed)); // once-per-release
        Assert.Equal("", await BesideAsync());
        (await deployer.RunAsync("Status")).Ended(0, "everything is as released");
        (await deployer.RunAsync("StartRehearsal")).Ended(0);

        // A start by hand is one more; so is a deployment, whatever of the rest it leaves alone.
        var api = (await probe.ContainersAsync())["other"].Id;
        await probe.OutputOfAsync($"systemctl restart {stack.UnitName}");
        await IsUpAsync();
        Assert.Equal("3", await RunsAsync(migrate));
        Assert.Equal(api, (await probe.ContainersAsync())["other"].Id);
        stack.SetPage("page 2");
        await deployer.DeployAsync();
        Assert.Equal("4", await RunsAsync(migrate));
        Assert.Equal("2", await RunsAsync(seed));
        Assert.Equal("page 2", await probe.ServedAsync("db"));

        // On hold there is neither pull nor build.
        (await deployer.RunAsync("Rollback")).Ended(0);
        Assert.Equal("5", await RunsAsync(migrate));
        await host.RebootAsync();
        await IsUpAsync();
        Assert.Equal("6", await RunsAsync(migrate));
        Assert.Equal("", await BesideAsync());

        // A task that fails is tried again, and what waits for it does not start meanwhile.
        await probe.OutputOfAsync("touch /srv/fail");
        await probe.OutputOfAsync($"systemctl stop {stack.UnitName}; systemctl start {stack.UnitName} || :");
        Assert.Equal("exited", (await probe.ContainersAsync())["other"].Status);
        await probe.OutputOfAsync("rm /srv/fail");
        await IsUpAsync();

        // Without the program the lines do what they always did.
        await probe.OutputOfAsync($"mv /usr/local/bin/coinpilot /root/; systemctl restart {stack.UnitName}; mv /root/coinpilot /usr/local/bin/");
        await IsUpAsync();

        Task<string> RunsAsync(TinyService service) => probe.OutputOfAsync($"grep -c ended /var/lib/docker/volumes/shot_{service.Name}/_data/runs");

        // Each run of the migration that ended after what waits for it had begun in the same boot.
        Task<string> BesideAsync() => probe.OutputOfAsync(
            "since=$(date -d \"$(docker inspect -f '{{.State.StartedAt}}' shot-other)\" +%s); awk -v since=$since '$1 == \"ended\" && $2 > since { print }' /var/lib/docker/volumes/shot_migrate/_data/runs");

        Task IsUpAsync() => probe.UntilAsync($"[ $(systemctl is-active {stack.UnitName}) = active ] && [ $(docker ps -q --filter status=running | wc -l) = 2 ] && sleep 3", Soon);
    }

    private static (TinyService Migrate, TinyService Seed) Arrange(TinyStack stack)
    {
        TinyService migrate = Task("migrate"), seed = Task("seed");
        seed.Extra.Add("x-coinpilot: { one-shot: once-per-release }");
        stack.Services.Remove(stack.Web);
        stack.Services.AddRange([migrate, seed]);
        stack.Db.Healthcheck = null;
        stack.Other.Healthcheck = null;
        stack.Other.Extra.Add("depends_on: { migrate: { condition: service_completed_successfully }, seed: { condition: service_completed_successfully } }");
        stack.Save();
        File.AppendAllText(stack.ComposeFile, "volumes: { migrate: { name: shot_migrate }, seed: { name: shot_seed } }\n");
        return (migrate, seed);
    }

    private static TinyService Task(string name) => new(name)
    {
        Image = "lab/tiny:1",
        Restart = "\"no\"",
        Healthcheck = null,
        Shell = "[ ! -e /host/fail ] || exit 3; sleep 1; echo \"ended $(date +%s)\" >> /data/runs",
        Extra = [$"volumes: [ \"{name}:/data\", \"/srv:/host:ro\" ]", "depends_on: { db: { condition: service_started } }"],
    };
}

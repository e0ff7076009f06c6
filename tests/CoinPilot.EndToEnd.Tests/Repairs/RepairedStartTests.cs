using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Repairs;

/// <summary>Starts that could only be repeated: what they lack is known to the release, which puts it right.</summary>
public sealed class RepairedStartTests(LabFixture fixture)
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task A_network_that_is_gone_is_made_anew_with_the_containers_that_had_it()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "netless", stack => stack.SetPage("page 1"));
        var probe = deployed.Probe;
        await probe.OutputOfAsync($"systemctl stop {deployed.Stack.UnitName}; docker network rm {deployed.Stack.App}_default");

        (await deployed.Operator.RunAsync("StartRehearsal")).Said("made anew");
        await probe.OutputOfAsync($"systemctl start {deployed.Stack.UnitName}");
        await deployed.FirstReleaseRunsAsync();

        // And a deployment that finds it so.
        await probe.OutputOfAsync($"systemctl stop {deployed.Stack.UnitName}; docker network rm {deployed.Stack.App}_default");
        await deployed.Operator.DeployAsync();
        await deployed.SecondReleaseRunsAsync();
    }

    [Fact]
    public async Task A_prune_of_everything_while_stopped_and_on_hold_is_made_up_for_at_the_next_start()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "pruned");
        await deployed.Operator.DeployAsync();
        (await deployed.Operator.RunAsync("Rollback")).Ended(0);
        await deployed.FirstReleaseRunsAsync();
        await deployed.Probe.OutputOfAsync($"systemctl stop {deployed.Stack.UnitName}; docker system prune -af");

        await deployed.Host.RebootAsync();

        await deployed.Probe.UntilAsync($"[ $(systemctl is-active {deployed.Stack.UnitName}) = active ]", Soon);
        await deployed.FirstReleaseRunsAsync();
        Assert.NotNull(await deployed.Probe.FileAsync(deployed.Probe.HoldFile));
    }

    [Fact]
    public async Task A_host_that_lost_Compose_starts_what_was_made_and_says_what_it_lacks()
    {
        // Nothing of Docker's starts these again.
        await using var deployed = await DeployedHost.MakeAsync(fixture, "bare", stack => (stack.Web.Restart, stack.Other.Restart) = ("\"no\"", "on-failure"));
        var probe = deployed.Probe;
        await probe.OutputOfAsync("mv /usr/libexec/docker/cli-plugins/docker-compose /root/docker-compose");
        (await deployed.Operator.RunAsync("Status")).Ended(ExitStatus.Degraded, "Docker Compose v2 is missing", "docker-compose-plugin");

        await deployed.Host.RebootAsync();

        await probe.UntilAllRunAsync(Soon);
        (await deployed.Operator.RunAsync("Status")).Ended(ExitStatus.Degraded, "Docker Compose v2 is missing", "docker-compose-plugin");
        await probe.OutputOfAsync("mv /root/docker-compose /usr/libexec/docker/cli-plugins/docker-compose");
        await probe.UntilAsync($"[ $(systemctl is-active {deployed.Stack.UnitName}) = active ]", Soon);
        await deployed.FirstReleaseRunsAsync();
    }

    [Fact]
    public async Task The_only_release_is_started_exactly_as_it_was_confirmed()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "only");
        var probe = deployed.Probe;

        // As a boot's refresh brings it in: a newer image under the same name, and nothing of it works.
        await probe.OutputOfAsync("mkdir /root/bad && echo > /root/bad/file && tar -C /root/bad -c . | docker import - lab/tiny:1");
        await probe.OutputOfAsync($"systemctl reload {deployed.Stack.UnitName}; docker compose --project-name {deployed.Stack.App} ps -a");
        (await deployed.Operator.RunAsync("Rollback")).Ended(ExitStatus.BadInput, $"--release {deployed.First}");

        (await deployed.Operator.RunAsync("Rollback", "--release", deployed.First)).Ended(0, $"RESTORED {deployed.First}");
        await deployed.FirstReleaseRunsAsync();
        Assert.NotNull(await probe.FileAsync(probe.HoldFile));

        await probe.OutputOfAsync($"docker rm -f {deployed.Stack.App}-db");
        var said = await probe.OutputOfAsync("coinpilot restore; echo \"exit $?\"");
        Assert.Contains($"RESTORED {deployed.First}", said, StringComparison.Ordinal);
        Assert.EndsWith("exit 0", said, StringComparison.Ordinal);
        await deployed.FirstReleaseRunsAsync();
    }
}

using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.DayTwo;

/// <summary>What ran when the release was confirmed runs, and what a person stopped stays stopped.</summary>
public sealed class TendedTests(LabFixture fixture)
{
    [Fact]
    public async Task A_restart_of_Docker_is_made_up_for_and_a_stop_by_hand_is_not()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "tended", stack =>
        {
            // On SIGTERM they end with 0, and nothing of Docker's starts them again.
            stack.Db.Restart = "\"no\"";
            stack.Web.Restart = "on-failure";
            stack.Other.Restart = "\"no\"";
            stack.Other.Healthcheck = null;
        });
        var probe = deployed.Probe;
        Assert.Equal("enabled", await probe.EnabledAsync("tended-watch.timer"));
        Assert.Equal("active", await probe.OutputOfAsync("systemctl is-active tended-watch.timer"));

        // As on a host that an older version deployed: the next deployment puts them there, also one that changes nothing.
        await probe.OutputOfAsync("systemctl disable --now tended-watch.timer; rm /etc/systemd/system/tended-watch.* /etc/systemd/system/tended-boot.service; systemctl daemon-reload");
        (await deployed.Operator.RunAsync("Status")).Ended(ExitStatus.Degraded, "the timer that starts again what ended by itself does not run");
        deployed.Stack.SetPage("page 1");
        deployed.Stack.SetBuiltPage("built 1");
        (await deployed.Operator.DeployAsync()).Ended(0, "UNCHANGED");
        Assert.Equal("active", await probe.OutputOfAsync("systemctl is-active tended-watch.timer"));

        await probe.OutputOfAsync("systemctl stop tended-watch.timer; systemctl restart docker");
        (await deployed.Operator.RunAsync("Status")).Ended(
            ExitStatus.Degraded, "other: exited with 0 when the Docker Engine went away", $"sudo systemctl reload {deployed.Stack.UnitName}");

        await probe.OutputOfAsync("systemctl start tended-watch.timer");
        await probe.UntilAllRunAsync(TimeSpan.FromSeconds(90));
        await probe.UntilAsync("[ $(docker ps -q --filter health=healthy | wc -l) = 2 ] && sleep 3", TimeSpan.FromSeconds(60)); // a container counts as up once it has been for --stable-for
        (await deployed.Operator.RunAsync("Status")).Ended(0, "everything is as released");
        (await deployed.Operator.RunAsync("History")).Ended(0, "started again:");

        await probe.OutputOfAsync("systemctl stop containerd");
        (await deployed.Operator.RunAsync("Status")).Ended(ExitStatus.Degraded, "containerd is stopped while the Docker Engine runs", "sudo systemctl start containerd");
        await probe.UntilAsync("[ $(systemctl is-active containerd) = active ]", TimeSpan.FromSeconds(90));
        await probe.UntilAsync("[ $(docker ps -q --filter health=healthy | wc -l) = 2 ]", TimeSpan.FromSeconds(60));
        (await deployed.Operator.RunAsync("Status")).Ended(0, "everything is as released");

        // One is stopped by hand, another ends by itself; a restart of Docker makes nobody forget which.
        await probe.OutputOfAsync("docker stop tended-db; systemctl restart docker");
        await probe.UntilAsync("[ \"$(docker ps --format '{{.Names}}' | sort | xargs)\" = 'tended-other tended-web' ]", TimeSpan.FromSeconds(90));
        await probe.OutputOfAsync("systemctl start tended-watch.service");
        Assert.Equal("exited", (await probe.ContainersAsync())["db"].Status);
        (await deployed.Operator.RunAsync("Status")).Ended(ExitStatus.Degraded, "db: exited with 0, stopped by hand at");

        await probe.OutputOfAsync($"systemctl stop {deployed.Stack.UnitName}; systemctl start tended-watch.service");
        Assert.All((await probe.ContainersAsync()).Values, container => Assert.False(container.IsRunning));
        Assert.Equal("0", await probe.OutputOfAsync("systemctl show -P ExecMainStatus tended-watch.service"));
    }
}

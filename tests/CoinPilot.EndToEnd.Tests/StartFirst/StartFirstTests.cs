using System.Text.RegularExpressions;
using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.StartFirst;

/// <summary>A service that is replaced start-first serves all the time, and there is never more than one of it afterwards.</summary>
public sealed class StartFirstTests(LabFixture fixture)
{
    [Fact]
    public async Task Whoever_asks_for_it_gets_an_answer_during_a_deployment_and_during_a_rollback()
    {
        await using var host = await FirstHost.MakeAsync(fixture, "first");
        var (deployed, probe) = (host.Deployed, host.Probe);
        var (web, other) = (await host.OnlyAsync(), await host.OnlyAsync("other"));
        await host.BeginToAskAsync();

        (await deployed.Operator.RunAsync("PlanDeployment")).Ended(ExitStatus.ChangesPending, "start-first: the old one serves until the new one does");
        Replaced(await deployed.Operator.DeployAsync());

        Assert.Equal("built 1", (await host.AnsweredAsync())[0]);
        Assert.Equal("built 2", (await host.AnsweredAsync())[^1]);
        Assert.DoesNotContain("FAILED", await host.AnsweredAsync());
        var second = await host.OnlyAsync();
        Assert.NotEqual(web, second);
        Assert.Equal(other, await host.OnlyAsync("other")); // it depends on web, which was not replaced by Compose
        (await deployed.Operator.RunAsync("Status")).Ended(0, "everything is as released");
        Assert.Matches(@"    down  db [0-9.]+ s, web 0\s", (await deployed.Operator.RunAsync("History")).Ended(0).Output);

        // What is as it was is left alone.
        deployed.Stack.SetPage("page 3");
        (await deployed.Operator.DeployAsync()).DidNotSay("the new one serves");
        Assert.Equal(second, await host.OnlyAsync());

        deployed.Stack.SetBuiltPage("built 4");
        Assert.Matches(Row("0"), (await deployed.Operator.DeployAsync()).Output);
        Assert.Matches(Row("0"), (await deployed.Operator.RunAsync("Rollback")).Ended(0, "web: the new one serves, the old one has been stopped").Output);
        Assert.DoesNotContain("FAILED", await host.AnsweredAsync());
        Assert.Equal("built 2", (await host.AnsweredAsync())[^1]);

        // The container that has a later number is left alone by a boot.
        var last = await host.OnlyAsync();
        await deployed.Host.RebootAsync();
        await probe.UntilAllRunAsync(TimeSpan.FromMinutes(3));
        await probe.UntilAsync($"[ $(systemctl is-active {deployed.Stack.UnitName}) = active ]", TimeSpan.FromMinutes(3));
        Assert.Equal(last, await host.OnlyAsync());
    }

    [Fact]
    public async Task One_that_does_not_come_up_is_taken_away_and_the_old_one_has_served_all_the_time()
    {
        await using var host = await FirstHost.MakeAsync(fixture, "firstbad");
        var deployed = host.Deployed;
        var web = await host.OnlyAsync();
        await host.BeginToAskAsync();
        deployed.Stack.Write("web/Dockerfile", "FROM lab/tiny:1\nRUN rm -f /www/index.html; mkdir -p /www\n");

        var outcome = (await deployed.Operator.RunAsync("DeployUnit")).Ended(
            ExitStatus.RolledBack, "web: the new one does not serve, it is unhealthy; it is removed, the old one has served all the time", "its healthcheck said: wget: server returned error: HTTP/1.1 404");

        outcome.Said("down since the switch: web 0\n");
        Assert.Equal(web, await host.OnlyAsync());
        Assert.Equal(["built 1"], (await host.AnsweredAsync()).Distinct());
        deployed.Stack.SetBuiltPage("built 2");
        Replaced(await deployed.Operator.DeployAsync());
    }

    [Fact]
    public async Task Whatever_dies_while_both_run_one_is_left_and_it_is_the_right_one()
    {
        await using var host = await FirstHost.MakeAsync(fixture, "firstcut");
        var (deployed, probe) = (host.Deployed, host.Probe);
        var web = await host.OnlyAsync();
        host.ServeLate(40);

        // Meanwhile nobody takes two for a fault, and the watch leaves them alone.
        await using (var run = deployed.Operator.Start("DeployUnit"))
        {
            await host.UntilTwoRunAsync();
            (await deployed.Operator.RunAsync("Status")).Ended(ExitStatus.Degraded, "is switched, not confirmed").DidNotSay("→ ./build.sh Logs").DidNotSay("made from another configuration");
            await probe.OutputOfAsync("systemctl start firstcut-watch.service");
            await host.UntilTwoRunAsync();

            // The agent dies: the client goes back.
            await probe.OutputOfAsync("systemctl kill -s KILL firstcut-start.service");
            (await run.EndAsync()).Ended(ExitStatus.RolledBack);
        }

        Assert.Equal(web, await host.OnlyAsync());
        await deployed.FirstReleaseIsCurrentAsync();

        // The host dies: its guard goes back.
        await using (var run = deployed.Operator.Start("DeployUnit"))
        {
            await host.UntilTwoRunAsync();
            await deployed.Host.CutPowerAsync();
            await run.KillAsync();
        }

        await deployed.Host.BootAsync();
        await deployed.UntilNothingIsPendingAsync(TimeSpan.FromMinutes(3));
        await probe.UntilAllRunAsync(TimeSpan.FromMinutes(3));
        await probe.UntilAsync($"[ $(systemctl is-active {deployed.Stack.UnitName}) = active ]", TimeSpan.FromMinutes(3));
        Assert.Equal(web, await host.OnlyAsync());
        await deployed.FirstReleaseIsCurrentAsync();

        // Nobody is there: its timer goes back; then the next deployment does what these did not.
        host.ServeLate(3);
        (await deployed.Operator.RunAsync("UploadUnit")).Ended(0);
        (await deployed.Operator.RunAsync("ReloadDaemon")).Ended(0);
        (await deployed.Operator.RunAsync("StartUnit")).Ended(0, "web: the new one serves");
        Assert.NotEqual(web, await host.OnlyAsync());
        await deployed.FireTimerAsync();
        await deployed.UntilNothingIsPendingAsync(TimeSpan.FromMinutes(2));
        await host.OnlyAsync();
        await deployed.FirstReleaseIsCurrentAsync();
        Replaced(await deployed.Operator.DeployAsync());
        await host.OnlyAsync();
    }

    private static void Replaced(RunOutcome outcome)
    {
        outcome.Said("web: the new one serves, the old one has been stopped");
        Assert.Matches(Row("0"), outcome.Output);
        Assert.Matches(@"\n *db +running +healthy +\d+ s +\d+\.\d s ", outcome.Output);
    }

    // Health, since when, and how long it was down.
    private static Regex Row(string down) => new($@"\n *web +running +healthy +\d+ s +{down} ");
}

using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Interruptions;

/// <summary>What Ctrl-C does, by when it comes.</summary>
public sealed class InterruptTests(LabFixture fixture)
{
    [Fact]
    public async Task Before_the_switch_nothing_was_touched()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "early");
        var before = await deployed.Probe.ContainersAsync();
        deployed.Stack.Write("web/Dockerfile", "FROM lab/tiny:1\nRUN sleep 800\n");
        await using var run = deployed.Operator.Start("DeployUnit");

        await run.LineAsync("building: web");
        run.Interrupt();
        var outcome = await run.EndAsync();

        outcome.Ended(1, "interrupted", "What runs on the host was not touched");
        Assert.True(outcome.Took < TimeSpan.FromMinutes(5), outcome.Output);
        Assert.Equal(before, await deployed.Probe.ContainersAsync());
        await deployed.FirstReleaseRunsAsync();
        await deployed.Probe.UntilAsync($"! ls -d {deployed.Probe.Base}/releases/.new.* {deployed.Probe.Base}/.upload.*", TimeSpan.FromMinutes(2));
        (await deployed.Operator.RunAsync("History")).Ended(0, "interrupted");
    }

    [Fact]
    public async Task After_the_switch_the_first_one_goes_back_and_a_second_one_leaves_that_to_the_host()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "late");
        await using (var run = deployed.Operator.Start("DeployUnit", "--stable-for", "60s"))
        {
            await run.LineAsync("start ok");
            run.Interrupt();

            (await run.EndAsync()).Ended(20, "why   interrupted", $"FAILED, ROLLED BACK TO {deployed.First}").DidNotSay("was lost");
        }

        (await deployed.Operator.RunAsync("History")).Ended(0, "interrupted");

        await deployed.FirstReleaseRunsAsync();
        await using var impatient = deployed.Operator.Start("DeployUnit", "--stable-for", "60s");
        await impatient.LineAsync("start ok");
        impatient.Interrupt();
        await impatient.LineAsync("once more leaves at once");
        impatient.Interrupt();

        (await impatient.EndAsync()).Ended(22, "the host goes back by itself at ", "./build.sh Status");
        await GoesBackAsync(deployed);
    }

    // Docker goes on stopping what a start that was cut had asked it to stop: what is up at the verdict has to be up later too.
    [Fact]
    public async Task In_the_middle_of_a_start_what_came_back_stays_up()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "cut", stack => stack.Db.Shell = "trap '' TERM; httpd -f -p 80 -h /www");
        await using (var run = deployed.Operator.Start("DeployUnit"))
        {
            await run.LineAsync("switch ok");
            await deployed.Probe.UntilAsync("docker events --since 20s --until 0s --filter event=kill --format '{{.Actor.Attributes.name}}' | grep -q ^cut-", TimeSpan.FromMinutes(2));
            run.Interrupt();

            (await run.EndAsync()).Ended(20, "why   interrupted during start");
        }

        // As long as Docker gives a container that takes no notice.
        await Task.Delay(TimeSpan.FromSeconds(12), TestContext.Current.CancellationToken);
        Assert.All((await deployed.Probe.ContainersAsync()).Values, container => Assert.True(container.IsRunning));
        await deployed.FirstReleaseRunsAsync();
    }

    [Fact]
    public async Task A_termination_after_the_switch_leaves_at_once_and_the_host_goes_back()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "term");
        await using var run = deployed.Operator.Start("DeployUnit", "--stable-for", "60s");

        await run.LineAsync("start ok");
        run.Terminate();

        (await run.EndAsync()).Ended(22, "the host goes back by itself at ");
        Assert.NotNull(await deployed.Probe.FileAsync(deployed.Probe.PendingFile));
        await GoesBackAsync(deployed);
    }

    // The host may have begun already, when the first signal's `revert` had reached it.
    private static async Task GoesBackAsync(DeployedHost deployed)
    {
        await deployed.Probe.OutputOfAsync($"systemctl start {deployed.Stack.App}-revert.service 2>&1 || [ ! -e {deployed.Probe.PendingFile} ] || systemctl is-active {deployed.Stack.App}-reverting.service");
        await deployed.UntilNothingIsPendingAsync(TimeSpan.FromMinutes(5));
        await deployed.FirstReleaseRunsAsync();
    }
}

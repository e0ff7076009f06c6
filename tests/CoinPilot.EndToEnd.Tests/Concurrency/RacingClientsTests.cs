using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Concurrency;

/// <summary>Two operators, one host: whoever comes second is told, and nothing is mixed.</summary>
public sealed class RacingClientsTests(LabFixture fixture)
{
    [Fact]
    public async Task One_wins_and_the_other_exits_30()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "race");
        using TinyStack theirs = new("race");
        theirs.SetPage("page 3");
        theirs.SetBuiltPage("built 2");
        using Deployer other = new(deployed.Host, theirs);

        // The winner's gate takes long enough that the other one, however late it is, still meets it.
        await using var one = deployed.Operator.Start("DeployUnit", "--stable-for", "20s");
        await using var two = other.Start("DeployUnit", "--stable-for", "20s");
        var (first, second) = (await one.EndAsync(), await two.EndAsync());

        var (winner, loser) = first.ExitCode == 0 ? (first, second) : (second, first);
        winner.Ended(0, "DEPLOYED");
        loser.Ended(30, "touched").DidNotSay("ROLLED BACK");
        await deployed.SecondReleaseRunsAsync(winner == first ? "page 2" : "page 3");
    }

    [Fact]
    public async Task One_that_waits_is_told_who_is_at_it_and_deploys_when_that_is_over()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "waits");
        using TinyStack theirs = new("waits");
        theirs.SetPage("page 3");
        theirs.SetBuiltPage("built 1");
        using Deployer other = new(deployed.Host, theirs);

        // First their images are made, which can take long and changes nothing of what runs.
        deployed.Stack.SetBuiltPage("built 2");
        deployed.Stack.SlowBuild(20);
        await using var staging = deployed.Operator.Start("UploadUnit");
        await deployed.Probe.UntilAsync($"[ -e /run/coinpilot-{deployed.Stack.App}.staging ]", TimeSpan.FromSeconds(60));
        (await other.RunAsync("Status")).Ended(0, $"staging  a release, by {Environment.UserName} from {Environment.MachineName} since", "nothing of what runs has changed");
        (await staging.EndAsync()).Ended(0);

        var pending = await deployed.SwitchAsync();
        (await other.RunAsync("Status")).Ended(ExitStatus.Degraded, pending, $"by {Environment.UserName} from {Environment.MachineName}", "since");

        await using var waiting = other.Start("DeployUnit", "--wait", "5m");
        await waiting.LineAsync($"{pending} is switched, not confirmed, by {Environment.UserName} from {Environment.MachineName} since");
        (await deployed.Operator.RunAsync("RevertOnFailure")).Ended(0, $"ROLLED BACK TO {deployed.First}");

        (await waiting.EndAsync()).Ended(0, "waiting for it, until", "DEPLOYED");
        Assert.Equal("page 3", await deployed.Probe.ServedAsync("db"));
    }

    [Fact]
    [Trait("pace", "long")]
    public async Task A_deployment_while_another_is_pending_is_told_when_that_one_reverts()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "second");
        var pending = await deployed.SwitchAsync();
        var reverts = await deployed.Probe.OutputOfAsync($"date -d @$(sed -n \"s/^until='\\(.*\\)'/\\1/p\" {deployed.Probe.PendingFile}) +%s");
        using TinyStack theirs = new("second");
        using Deployer other = new(deployed.Host, theirs);

        var refused = await other.RunAsync("DeployUnit");

        var at = DateTimeOffset.FromUnixTimeSeconds(long.Parse(reverts, System.Globalization.CultureInfo.InvariantCulture)).ToLocalTime();
        refused.Ended(30, pending, "not confirmed", $"{at:HH:mm:ss}", "./build.sh RevertOnFailure");
        Assert.Equal(pending, await deployed.Probe.CurrentAsync());
        (await other.RunAsync("RevertOnFailure")).Ended(0, $"ROLLED BACK TO {deployed.First}");
        await deployed.FirstReleaseRunsAsync();
    }
}

using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.WaysBack;

/// <summary>The database, made anew by the revert, needs longer than the revert tries: nobody may have to start its dependents by hand.</summary>
public sealed class SlowDatabaseTests(LabFixture fixture)
{
    private static readonly TimeSpan WithinTwoMinutes = TimeSpan.FromMinutes(2);

    [Fact]
    [Trait("pace", "long")]
    public async Task A_revert_whose_starts_all_fail_is_made_up_for_and_the_client_says_by_what()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "slowback", WithASlowDatabase);
        await using var run = deployed.Operator.Start("DeployUnit", "--stable-for", "60s");
        await run.LineAsync("start ok");
        await BeginToBeSlowAsync(deployed);

        run.Interrupt();

        (await run.EndAsync()).Ended(21, "slowback-recover.service tries it again every half minute", "systemctl status slowback-recover");
        await deployed.Probe.UntilAllRunAsync(WithinTwoMinutes);
        await deployed.FirstReleaseRunsAsync();
        await deployed.Probe.UntilAsync("! systemctl cat slowback-recover.service", TimeSpan.FromMinutes(2));

        // The next deployment finds nothing in its way.
        await deployed.Probe.OutputOfAsync($"rm {deployed.Probe.Base}/project/state/slow");
        (await deployed.Operator.DeployAsync()).Said("DEPLOYED");
        await deployed.SecondReleaseRunsAsync();
    }

    [Fact]
    [Trait("pace", "long")]
    public async Task The_hosts_own_revert_does_the_same_after_the_client_was_killed()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "slowkill", WithASlowDatabase);
        await using var run = deployed.Operator.Start("DeployUnit", "--stable-for", "60s");
        await run.LineAsync("start ok");
        await run.KillAsync();
        await BeginToBeSlowAsync(deployed);

        await deployed.FireTimerAsync();

        Assert.NotEqual("", await deployed.Probe.OutputOfAsync("docker ps -a --filter status=created --format '{{.Names}}'"));
        await deployed.Probe.UntilAllRunAsync(WithinTwoMinutes);
        await deployed.FirstReleaseRunsAsync();
    }

    private static void WithASlowDatabase(TinyStack stack)
    {
        stack.Db.Shell = "rm -f /tmp/ready; [ ! -e /state/slow ] || sleep 45; touch /tmp/ready; " + TinyStack.Serve;
        stack.Db.Healthcheck = "test -e /tmp/ready";
        stack.Db.Extra[0] = "volumes: [ \"./db/index.html:/www/index.html:ro\", \"./state:/state\" ]";
    }

    private static Task<string> BeginToBeSlowAsync(DeployedHost deployed) => deployed.Probe.OutputOfAsync($"touch {deployed.Probe.Base}/project/state/slow");
}

using CoinPilot.Harness;
using CoinPilot.Hosts;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Agent;

/// <summary>What a person types on the host itself, at three in the morning and without a client.</summary>
public sealed class HostCommandTests(LabFixture fixture)
{
    [Fact]
    public async Task Show_what_is_here_undo_what_is_pending_and_go_back()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "hand");
        var pending = await deployed.SwitchAsync();

        Assert.Contains($"pending: {pending} is switched", await TypedAsync("status", ExitStatus.Degraded), StringComparison.Ordinal);
        Assert.Contains($"{pending}  pending", await TypedAsync("releases", 0), StringComparison.Ordinal);
        Assert.Contains($"ROLLED BACK TO {deployed.First}", await TypedAsync("revert", 0), StringComparison.Ordinal);
        await deployed.FirstReleaseRunsAsync();
        await deployed.Operator.DeployAsync();
        await deployed.SecondReleaseRunsAsync();

        Assert.Contains("everything is as released", await TypedAsync("status", 0), StringComparison.Ordinal);
        var check = await TypedAsync("check --app hand", 0);
        Assert.Contains("hand-compose.service would start", check, StringComparison.Ordinal);
        var rolled = await TypedAsync("rollback", 0);
        Assert.Contains($"ROLLED BACK TO {deployed.First}", rolled, StringComparison.Ordinal);
        Assert.Contains("sudo coinpilot status --app hand", rolled, StringComparison.Ordinal);
        await deployed.FirstReleaseRunsAsync();
        Assert.NotNull(await deployed.Probe.FileAsync(deployed.Probe.HoldFile));

        var history = await TypedAsync("history --tail 2", 0);
        Assert.Contains("rolled back to it", history, StringComparison.Ordinal);
        // On hold: what a boot starts is not what it would refresh.
        Assert.Contains("\"kind\":\"status\"", await TypedAsync("status --json", ExitStatus.Degraded), StringComparison.Ordinal);
        Assert.Contains("\"kind\":\"release\"", await TypedAsync("releases --json", 0), StringComparison.Ordinal);
        await TypedAsync("logs --service db --tail 5", 0);

        // Wrong words are told with what would be right.
        Assert.Contains("did you mean status?", await TypedAsync("statsu", 2), StringComparison.Ordinal);
        Assert.Contains("→ this host has: hand", await TypedAsync("status --app hnad", 2), StringComparison.Ordinal);
        Assert.Contains("sudo coinpilot status", await deployed.Probe.OutputOfAsync("setpriv --reuid 1000 --clear-groups coinpilot status 2>&1; echo"), StringComparison.Ordinal);

        async Task<string> TypedAsync(string words, int code)
        {
            var said = await deployed.Probe.OutputOfAsync($"coinpilot {words} 2>&1; echo \"exit $?\"");
            Assert.EndsWith($"exit {code}", said, StringComparison.Ordinal);
            return said;
        }
    }

    [Fact]
    public async Task An_emergency_waits_for_no_agent_to_be_made_and_sent()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "hurry");
        await deployed.Operator.DeployAsync();
        await deployed.Probe.OutputOfAsync($"mv $(dirname $(readlink {AgentPlaces.Link})) {AgentPlaces.Folder}/another && ln -sfn {AgentPlaces.Folder}/another/coinpilot {AgentPlaces.Link}");

        (await deployed.Operator.RunAsync("Status")).Ended(0, "everything is as released");
        (await deployed.Operator.RunAsync("Rollback")).Ended(0, $"ROLLED BACK TO {deployed.First}");
        await deployed.FirstReleaseRunsAsync();
        Assert.Equal("another", await deployed.Probe.OutputOfAsync($"ls {AgentPlaces.Folder}"));
    }
}

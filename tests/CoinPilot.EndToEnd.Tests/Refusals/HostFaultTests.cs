using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Refusals;

/// <summary>Faults of a host that can be seen before anything is switched: what serves goes on serving.</summary>
public sealed class HostFaultTests(LabFixture fixture)
{
    [Fact]
    public async Task A_firewall_that_lost_Dockers_chains_is_refused_before_the_switch_and_shown_by_Status_and_rehearsal()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "flushed");
        var before = await RunningAsync(deployed);

        // Rules alone: containers can be made. A deployment is not refused, and Status says what does not get through.
        await deployed.Probe.OutputOfAsync("iptables -t nat -F");
        (await deployed.Operator.RunAsync("Status")).Ended(ExitStatus.Degraded, "rules that lead to Docker's chains are gone", "systemctl restart docker");
        (await deployed.Operator.RunAsync("StartRehearsal")).Said("rules that lead to Docker's chains are gone");

        // One table is enough for no container to start.
        await deployed.Probe.OutputOfAsync("iptables -F; iptables -X");
        (await deployed.Operator.RunAsync("Status")).Ended(ExitStatus.Degraded, "firewall chains that Docker made are gone", "systemctl restart docker");
        (await deployed.Operator.RunAsync("StartRehearsal")).Said("firewall chains that Docker made are gone");
        (await deployed.Operator.RunAsync("DeployUnit")).Ended(ExitStatus.BadInput, "firewall chains that Docker made are gone", "systemctl restart docker");
        Assert.Equal(before, await RunningAsync(deployed));

        await deployed.Probe.OutputOfAsync("systemctl restart docker");
        await deployed.Operator.DeployAsync();
        await deployed.SecondReleaseRunsAsync();
    }

    [Fact]
    public async Task A_network_that_covers_what_the_host_is_reached_by_is_refused_before_the_switch()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "covered");
        var before = await RunningAsync(deployed);
        var lab = string.Join('.', deployed.Host.Lab.Address.Split('.').Take(3));
        deployed.Stack.Write("compose.yml", await File.ReadAllTextAsync(deployed.Stack.ComposeFile, TestContext.Current.CancellationToken)
            + $"networks:\n  default:\n    ipam: {{ config: [ {{ subnet: {lab}.0/25 }} ] }}\n");

        (await deployed.Operator.RunAsync("DeployUnit")).Ended(ExitStatus.BadInput, $"{lab}.0/25, which the host reaches as {lab}.0/24", "another subnet");

        Assert.Equal(before, await RunningAsync(deployed));
        Assert.Equal("page 1", await deployed.Probe.ServedAsync("db"));
    }

    // Each container with the time it was started.
    private static Task<string> RunningAsync(DeployedHost deployed) => deployed.Probe.OutputOfAsync("docker ps -q --no-trunc | sort | xargs docker inspect -f '{{.Name}} {{.Id}} {{.State.StartedAt}}'");
}

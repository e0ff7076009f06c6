using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Deployments;

/// <summary>A service that is no longer in the Compose file.</summary>
public sealed class RemovedServiceTests(LabFixture fixture)
{
    [Fact]
    [Trait("pace", "long")]
    public async Task Gets_its_own_time_to_stop_however_long_that_is()
    {
        await using var made = await DeployedHost.MakeAsync(fixture, "graceful", stack =>
        {
            stack.Other.Shell = "trap 'sleep 75; echo put away >/kept/state; exit 0' TERM; while :; do sleep 1 & wait; done";
            stack.Other.Healthcheck = null;
            stack.Other.Extra.AddRange(["stop_grace_period: 120s", "volumes: [ \"/srv/kept:/kept\" ]"]);
        });
        made.Stack.Services.Remove(made.Stack.Other);
        made.Stack.Save();

        // Whoever runs it: an image that Compose built has the project's labels, and so has its container.
        await made.Probe.OutputOfAsync(
            "docker run -d --name bystander --label com.docker.compose.project=graceful --label com.docker.compose.service=theirs --label com.docker.compose.oneoff=False lab/tiny:1 sleep 100000");

        await made.Operator.DeployAsync();

        Assert.Equal("put away", await made.Probe.FileAsync("/srv/kept/state"));
        Assert.Equal(["db", "web"], (await made.Probe.ContainersAsync()).Keys.Order());
        Assert.Equal("true", await made.Probe.OutputOfAsync("docker inspect -f '{{.State.Running}}' bystander"));
    }
}

using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Attacks;

/// <summary>Containers of `docker run` that bear a project's labels, as an image hands them down: Compose does not count them, having no hash of its own.</summary>
public sealed class ForgedContainerTests(LabFixture fixture)
{
    private const string App = "forged";

    [Fact]
    public async Task Neither_count_as_the_stacks_nor_are_touched()
    {
        await using var made = await DeployedHost.MakeAsync(fixture, App);
        var probe = made.Probe;
        await probe.OutputOfAsync($$"""
            forge() { # NAME SERVICE HOW COMMAND
              docker $3 --name $1 --label com.docker.compose.project={{App}} --label com.docker.compose.service=$2 --label com.docker.compose.container-number=1 \
                lab/tiny:1 sh -c "$4"
            }
            forge looping web 'run -d --restart always' 'exit 3'
            forge idle other 'run -d --label com.docker.compose.oneoff=False' 'echo from a forged one; sleep 100000'
            forge stranger theirs 'run -d' 'exit 3'
            forge 0123456789ab_{{App}}-db db create 'sleep 100000'
            """);

        (await made.Operator.RunAsync("Status")).Ended(0);
        (await made.Operator.RunAsync("Logs")).Ended(0).DidNotSay("from a forged one");

        made.Stack.Services.Remove(made.Stack.Other);
        made.Stack.Save();
        await made.Operator.DeployAsync();
        await made.SecondReleaseRunsAsync();
        (await made.Operator.RunAsync("StartRehearsal")).Ended(0);
        (await made.Operator.RunAsync("Rollback")).Ended(0);
        made.Stack.Services.Add(made.Stack.Other);
        await made.FirstReleaseRunsAsync();

        (await made.Operator.RunAsync("Remove", "--yes")).Ended(0).DidNotSay("idle");
        Assert.Empty(await probe.ContainersAsync());
        Assert.Equal(
            $"0123456789ab_{App}-db created\nidle running\nlooping restarting\nstranger exited",
            await probe.OutputOfAsync("until docker ps -a | grep -q Restarting; do sleep 0.1; done; docker ps -a --format '{{.Names}} {{.State}}' | sort"));
    }
}

using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Attacks;

/// <summary>Docker writes an image's labels over what it says of an event: one that is called <c>signal</c> named containers to be stopped on the way back.</summary>
public sealed class SignalLabelTests(LabFixture fixture)
{
    [Fact]
    public async Task A_label_of_an_image_stops_no_container_of_others_on_the_way_back()
    {
        await using var made = await DeployedHost.MakeAsync(fixture, "signalled");
        var probe = made.Probe;
        await probe.OutputOfAsync("""
            docker run -d --name bystander lab/tiny:1 sleep 100000
            mkdir /root/hostile && cd /root/hostile
            printf 'FROM lab/tiny:1\nARG SIGNAL\nLABEL signal=$SIGNAL\n' >Dockerfile
            docker build -q --build-arg SIGNAL="15
            kill bystander 15" -t hostile/signal:1 .
            """);
        made.Stack.Other.Image = "hostile/signal:1";
        made.Stack.Other.Extra.Add("pull_policy: never");
        made.Stack.Save();
        await made.Operator.DeployAsync();

        made.Stack.Other.Shell = TinyStack.CrashLoop;
        made.Stack.Save();
        (await made.Operator.RunAsync("DeployUnit")).Ended(ExitStatus.RolledBack);

        Assert.Equal("true", await probe.OutputOfAsync("docker inspect -f '{{.State.Running}}' bystander"));
        await made.SecondReleaseRunsAsync();
    }
}

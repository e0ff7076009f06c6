using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Attacks;

/// <summary>Text of images, of the host's .env and of a Compose file that would be a command, a pattern or an option wherever it is not taken as text.</summary>
public sealed class HostileTextTests(LabFixture fixture)
{
    private const string App = "hostile";

    [Fact]
    public async Task Labels_and_values_run_nothing_forge_nothing_and_end_in_a_clear_result()
    {
        await using var made = await DeployedHost.MakeAsync(fixture, App, stack => stack.Other.Shell = "echo other is up; " + TinyStack.Serve);
        var probe = made.Probe;
        await probe.OutputOfAsync("docker run -d --name bystander lab/tiny:1 sleep 100000");
        await probe.OutputOfAsync($$"""
            id=$(docker inspect -f {{"'{{.Id}}'"}} bystander) prefix=com.docker.compose
            hostile() { # NAME HOW SERVICE NUMBER
              docker $2 --name "$1" --label $prefix.project={{App}} --label $prefix.config-hash=1 --label $prefix.oneoff=False --label "$prefix.service=$3" --label "$prefix.container-number=$4" \
                lab/tiny:1 sh -c 'while echo tick; do sleep 1; done'
            }
            hostile command 'run -d' 'x/;1e touch /tmp/pwned-label;#' 1
            hostile pattern 'run -d' '*' 1
            hostile number 'run -d' web '2/;1e touch /tmp/pwned-number;#'
            hostile lines create "x
            $id dead bystander x 1" 1
            docker network create --label $prefix.project={{App}} "x
            stays$(printf '\t')volume forged"
            """);

        (await made.Operator.RunAsync("Logs")).Ended(0, "| other is up");
        await using (var follow = made.Operator.Start("Logs", "--follow"))
        {
            await follow.LineAsync("| other is up");
            await probe.OutputOfAsync($"docker exec {App}-db sh -c 'echo as it comes >/proc/1/fd/1'");
            await follow.LineAsync("| as it comes");
            follow.Interrupt();
            (await follow.EndAsync()).Ended(0);
        }

        (await made.Operator.RunAsync("Status")).Ended(11);
        (await made.Operator.RunAsync("PlanDeployment")).Ended(10);
        (await made.Operator.RunAsync("Remove")).Said(@"x\nstays\tvolume forged");

        // A tag that git takes for a branch, an option in the place of an image, a pattern: each as the host's .env says it.
        made.Stack.Other.Image = "${IMAGE}";
        made.Stack.Save();
        foreach (var image in (string[])["lab/tiny:1#;e touch /tmp/pwned-tag;#", "lab/tiny:1#;etouch${IFS}/tmp/pwned-ifs;#", "--quiet", "--help", "/*", "lab/tiny:1 lab/tiny:2"])
        {
            await probe.OutputOfAsync($"install -d -m 700 /etc/coinpilot/{App} && printf \"IMAGE='%s'\\n\" '{image}' | install -m 600 /dev/stdin /etc/coinpilot/{App}/.env");
            (await made.Operator.RunAsync("UploadUnit")).Ended(ExitStatus.BadInput, "other", "→");
        }

        // In the Compose file itself.
        await probe.OutputOfAsync($"rm /etc/coinpilot/{App}/.env");
        made.Stack.Other.Image = "\"--quiet\"";
        made.Stack.Save();
        (await made.Operator.RunAsync("UploadUnit")).Ended(ExitStatus.BadInput, "other", "→");

        // Compose itself would stumble over a number that is none.
        await probe.OutputOfAsync("docker rm -f number");

        // What was there to be swept, deployed over and removed goes on.
        made.Stack.Other.Image = "lab/tiny:2";
        made.Stack.Save();
        await made.Operator.DeployAsync();
        Assert.Equal("true", await probe.OutputOfAsync("docker inspect -f '{{.State.Running}}' bystander"));
        Assert.Equal("", await probe.OutputOfAsync("ls /tmp | grep pwned || :"));
    }
}

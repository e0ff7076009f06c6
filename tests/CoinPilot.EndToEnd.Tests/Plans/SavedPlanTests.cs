using System.Text.Json;
using CoinPilot.Harness;
using CoinPilot.Lab;
using CoinPilot.Planning;
using Xunit;

namespace CoinPilot.Plans;

/// <summary>A plan changes no host; saved, it is applied exactly, or refused.</summary>
public sealed class SavedPlanTests(LabFixture fixture)
{
    // Everything below with its type, mode, owner, size, time and content, and what Docker has.
    private const string Everything =
        "for i in $(seq 50); do ls -d /run/coinpilot-session.* >/dev/null 2>&1 || break; sleep 0.1; done; " // of a connection that has just ended
        + "find /etc /var/lib/coinpilot /run/systemd/system -xdev -printf '%p %y %m %U:%G %s %T@ %l\\n' | sort; "
        + "find /etc /var/lib/coinpilot /run/systemd/system -xdev -type f -exec sha256sum {} + | sort; "
        + "docker image ls -a --no-trunc --format '{{.Repository}}:{{.Tag}} {{.ID}}' | sort; docker ps -a --no-trunc --format '{{.ID}} {{.Names}} {{.State}}'; docker volume ls; docker network ls --no-trunc; ls -d /run/coinpilot* /tmp/tmp.* 2>/dev/null; :";

    [Fact]
    public async Task It_leaves_the_host_as_it_was_and_fits_until_something_moves()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "saved");
        var probe = deployed.Probe;
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        // What a staging that died leaves: a plan tells of it, and even then changes nothing.
        await probe.OutputOfAsync($"docker tag lab/tiny:2 lab/tiny:1 && echo lab/tiny:1 $(docker inspect -f '{{{{.Image}}}}' saved-db) >{probe.Base}/stage.tags");
        var before = await probe.OutputOfAsync(Everything);

        var planned = await deployed.Operator.RunAsync("PlanDeployment", "--out", file, "--json", "true");

        planned.Ended(ExitStatus.ChangesPending);
        Assert.Equal(before, await probe.OutputOfAsync(Everything));
        var line = planned.Output.Split('\n').Single(x => x.Contains("\"plan\":", StringComparison.Ordinal));
        using var json = JsonDocument.Parse(line[line.IndexOf('{', StringComparison.Ordinal)..]);
        var saved = PlanDocument.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Equal(saved.Release, json.RootElement.GetProperty("plan").GetProperty("release").GetString());
        Assert.Contains(saved.Forecast!.Drift, x => x.Contains("lab/tiny:1", StringComparison.Ordinal));

        // The host moved, the inputs moved, the file is no plan.
        await probe.OutputOfAsync("docker pull -q lab/tiny:1");
        await RefusedAsync(ExitStatus.Conflict, "names of images mean others on the host: lab/tiny:1");
        await probe.OutputOfAsync("docker tag lab/tiny:2 lab/tiny:1");
        deployed.Stack.SetPage("page 3");
        await RefusedAsync(ExitStatus.Conflict, "the content is another");
        deployed.Stack.SetPage("page 2");
        await RefusedAsync(ExitStatus.Conflict, "the parameters of the gate", "--stable-for", "3s");
        (await deployed.Operator.RunAsync("DeployUnit", "--plan-file", "/etc/hostname")).Ended(ExitStatus.BadInput, "cannot be applied");
        (await deployed.Operator.RunAsync("DeployUnit", "--plan-file", "/nowhere")).Ended(ExitStatus.BadInput, "cannot be applied");
        Assert.Equal(deployed.First, await probe.CurrentAsync());

        // All is as it was: it is applied, once.
        (await deployed.Operator.DeployAsync("--plan-file", file)).Said($"DEPLOYED {saved.Release}");
        await deployed.SecondReleaseRunsAsync();
        await RefusedAsync(ExitStatus.Conflict, $"the host runs {saved.Release}, not {deployed.First}");
        File.Delete(file);

        async Task RefusedAsync(int exit, string words, params string[] more)
        {
            (await deployed.Operator.RunAsync("DeployUnit", ["--plan-file", file, .. more])).Ended(exit, words);
        }
    }
}

using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Refusals;

/// <summary>Scripts as a checkout on Windows leaves them: said before anything is touched, and named when a gate fails over one.</summary>
public sealed class ScriptTests(LabFixture fixture)
{
    [Fact]
    public async Task Line_ends_and_modes_are_said_with_file_and_line_and_explain_a_failed_gate()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "scripts");
        var stack = deployed.Stack;
        stack.Write("web/entry.sh", "#!/bin/sh\r\n" + TinyStack.Serve + "\r\n");
        stack.Write("web/Dockerfile", "FROM lab/tiny:1\nCOPY --chmod=755 entry.sh /entry.sh\nENTRYPOINT [\"/entry.sh\"]\n");
        stack.Write("start.sh", "#!/bin/sh\nsleep 100000\n");
        stack.Other.Extra.AddRange(["entrypoint: [ \"/start.sh\" ]", "volumes: [ \"./start.sh:/start.sh:ro\" ]"]);
        stack.Save();

        var validated = (await deployed.Operator.RunAsync("ValidateCompose")).Ended(0, "entry.sh:1:1", "first line that ends in CR", "nobody may execute that", "chmod +x");
        Assert.Contains("compose.yml:", validated.Output.Split('\n').First(line => line.Contains("nobody may execute", StringComparison.Ordinal)), StringComparison.Ordinal);

        (await deployed.Operator.RunAsync("DeployUnit", "--stable-for", "1s")).Ended(
            ExitStatus.RolledBack, "/start.sh is there, and its mode is 644: nobody may execute it");
        await deployed.FirstReleaseRunsAsync();

        stack.Other.Extra.Clear();
        stack.Save();
        (await deployed.Operator.RunAsync("DeployUnit", "--stable-for", "1s", "--gate-timeout", "10s")).Ended(
            ExitStatus.RolledBack, "exec /entry.sh: no such file or directory", "/entry.sh is there, and has a first line that ends in CR");
        await deployed.FirstReleaseRunsAsync();
    }

    [Fact]
    public async Task A_pull_policy_that_the_hosts_Compose_does_not_know_is_refused_without_noise()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "policy");
        deployed.Stack.Other.Extra.Add("pull_policy: daily");
        deployed.Stack.Save();

        (await deployed.Operator.RunAsync("DeployUnit")).Ended(ExitStatus.BadInput, "validating compose.yml: services.other.pull_policy must be one of", "correct the Compose file")
            .DidNotSay("/dev/null").DidNotSay("pull_policy services.other.pull_policy").DidNotSay("/run/");
        await deployed.FirstReleaseRunsAsync();
    }

    [Fact]
    public async Task A_dollar_in_the_env_file_and_a_key_without_its_newlines_are_named()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "slips");
        deployed.Stack.Other.Extra.Add("environment: { PW: \"${PW}\" }");
        deployed.Stack.Save();
        deployed.Stack.Write("slips.env", "# from somewhere\nPW=pa$word\n");

        var folder = Path.GetDirectoryName(deployed.Stack.ComposeFile)!;
        (await deployed.Operator.RunAsync("ValidateCompose", "--env-file", Path.Combine(folder, "slips.env"))).Ended(0, "slips.env:2:1", "a `$` in the value of PW");

        var key = await File.ReadAllTextAsync(deployed.Host.Lab.KeyFile, TestContext.Current.CancellationToken);
        deployed.Stack.Write("key", key.TrimEnd('\n').Replace('\n', ' '));
        (await deployed.Operator.RunAsync("Status", "--ssh-key", Path.Combine(folder, "key"))).Ended(ExitStatus.BadInput, "has spaces where its newlines were. Next: paste the secret again");
    }
}

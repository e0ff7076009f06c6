using System.Collections.Immutable;
using System.Text.Json;
using CoinPilot.Harness;
using CoinPilot.Lab;
using CoinPilot.Scripts;
using Xunit;

namespace CoinPilot.Workflows;

/// <summary>The workflows' own scripts, secrets and variables, run as GitHub's runner does, against a real host.</summary>
public sealed class WorkflowDeploymentTests(LabFixture fixture)
{
    [Fact]
    public async Task Deploy_status_and_rollback_work_from_their_workflows_alone()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("flow");
        using Repository repository = new(stack);
        HostProbe probe = new(host, stack);
        var configured = Configured(host);
        await host.OutputOfAsync("""sed -i 's/^/restrict,from="10.0.0.0\/8" /' ~/.ssh/authorized_keys""");

        var first = await repository.RunAsync("deploy.yml", configured.Add("inputs.start-policy", "pinned").Add("inputs.force", "false"));
        first.Ended(0, "DEPLOYED").DidNotSay("PRIVATE KEY");
        Assert.StartsWith("### DEPLOYED\n", repository.Summary, StringComparison.Ordinal);
        Assert.Contains("| web | running | healthy |", repository.Summary, StringComparison.Ordinal);
        var release = await probe.CurrentAsync();

        stack.SetPage("page 2");
        (await repository.RunAsync("deploy.yml", configured)).Ended(0, "DEPLOYED");
        Assert.Contains($"deploy {release} → {await probe.CurrentAsync()}", repository.Summary, StringComparison.Ordinal);
        Assert.StartsWith("### CHANGES PENDING\n", repository.PlanSummary, StringComparison.Ordinal);
        Assert.Contains("configuration db/index.html", repository.PlanSummary, StringComparison.Ordinal);
        (await repository.RunAsync("weekly-status.yml", configured)).Ended(0);

        (await repository.RunAsync("rollback.yml", configured.Add("inputs.release", release))).Ended(0, $"ROLLED BACK TO {release}");
        Assert.Equal("page 1", await probe.ServedAsync("db"));
        (await repository.RunAsync("weekly-status.yml", configured)).Ended(ExitStatus.Degraded, "on hold after a rollback");
    }

    [Fact]
    [Trait("pace", "long")]
    public async Task The_job_is_red_after_an_automatic_rollback_and_its_summary_says_why()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("flow");
        using Repository repository = new(stack);
        var configured = Configured(host);
        (await repository.RunAsync("deploy.yml", configured)).Ended(0);
        stack.Other.Shell = TinyStack.CrashLoop;
        stack.Save();

        var failed = await repository.RunAsync("deploy.yml", configured);

        failed.Ended(ExitStatus.RolledBack, "::error title=DeployUnit::ended with 20", "going down");
        Assert.StartsWith("### FAILED, ROLLED BACK TO ", repository.Summary, StringComparison.Ordinal);
        Assert.Contains("other: ", repository.Summary, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("pace", "long")]
    public async Task Another_host_key_than_the_variables_is_refused()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("flow");
        using Repository repository = new(stack);

        var refused = await repository.RunAsync("deploy.yml", Configured(host).SetItem("vars.SSH_HOST_KEY", $"SHA256:{new string('A', 43)}"));

        refused.Ended(ExitStatus.HostKeyRefused, host.Lab.HostKey);
    }

    private static ImmutableDictionary<string, string> Configured(TestHost host) => new Dictionary<string, string>
    {
        ["vars.SSH_HOST"] = host.Lab.Address,
        ["vars.SSH_PORT"] = $"{host.Lab.Port}",
        ["vars.SSH_USER"] = host.Lab.User,
        ["vars.SSH_HOST_KEY"] = host.Lab.HostKey,
        ["secrets.SSH_PRIVATE_KEY"] = File.ReadAllText(host.Lab.KeyFile).TrimEnd(),
    }.ToImmutableDictionary();

    /// <summary>A repository with a stack of its own in the profile that the workflows name, checked out by a runner.</summary>
    private sealed class Repository : IDisposable
    {
        private readonly OperatorMachine machine = new();
        private int runs;

        public Repository(TinyStack stack)
        {
            File.WriteAllText(
                Path.Combine(machine.Root, ".nuke", "parameters.production.json"),
                JsonSerializer.Serialize(new { stack.App, ComposeFiles = (string[])[stack.ComposeFile], StableFor = "2s", Yes = true }));
            ScriptFile.Write(
                Path.Combine(machine.Root, "build.sh"),
                $"#!/bin/sh\nexec '{ProcessRun.DotNet}' '{machine.Root}/bin/_build.offline.dll' \"$@\"\n");
        }

        /// <summary>The summary of the last job that planned.</summary>
        public string PlanSummary { get; private set; } = "";

        /// <summary>The summary of the last job.</summary>
        public string Summary { get; private set; } = "";

        public async Task<RunOutcome> RunAsync(string file, ImmutableDictionary<string, string> contexts)
        {
            var (code, output) = (0, "");
            foreach (var job in WorkflowFile.Named(file).Jobs.TakeWhile(_ => code == 0))
            {
                var temporary = Directory.CreateDirectory(Path.Combine(machine.Root, $"temp {++runs}")).FullName;
                WorkflowRunner runner = new(machine.Root, temporary, contexts);
                code = await runner.RunAsync(job, TestContext.Current.CancellationToken);
                output += runner.Output;
                PlanSummary = job.Name == "plan" ? runner.Summary : PlanSummary;
                Summary = runner.Summary;
                contexts = contexts.AddRange(runner.Outputs.Select(x => KeyValuePair.Create($"needs.{job.Name}.outputs.{x.Key}", x.Value)));
            }

            return new(file, code, output, TimeSpan.Zero);
        }

        public void Dispose() => machine.Dispose();
    }
}

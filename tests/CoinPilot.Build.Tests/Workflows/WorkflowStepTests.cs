using System.Collections.Immutable;
using CoinPilot.Scripts;
using Xunit;

namespace CoinPilot.Workflows;

/// <summary>Every step of every workflow, played to its end.</summary>
public sealed class WorkflowStepTests : IDisposable
{
    private static readonly ImmutableDictionary<string, string> Configured = new Dictionary<string, string>
    {
        ["vars.SSH_HOST"] = "vm.example",
        ["vars.SSH_USER"] = "deploy",
        ["vars.SSH_HOST_KEY"] = "SHA256:abc",
        ["secrets.SSH_PRIVATE_KEY"] = "a key",
    }.ToImmutableDictionary();

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("coinpilot steps ");

    public static TheoryData<string, string> Jobs =>
        [.. WorkflowFile.All.SelectMany(x => x.Jobs.Select(job => new TheoryDataRow<string, string>(x.Name, job.Name)))];

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Jobs))]
    public async Task Every_step_runs_what_it_names(string file, string job)
    {
        var steps = WorkflowFile.Named(file).Jobs.Single(x => x.Name == job);
        Write("build.sh", """
            echo "build $*" >>played
            for word; do case $word in */plan.json) echo '{}' >"$word" ;; esac; done
            """);
        Write(".ci/run", "echo \"ci $*\" >>played");

        var (code, output) = await RunAsync(steps);

        Assert.True(code == 0, output);
        var played = await File.ReadAllLinesAsync(Path.Combine(folder.FullName, "played"), TestContext.Current.CancellationToken);
        Assert.Equal(steps.Steps.Count(x => x.Run is { } run && (run.Contains("build.sh", StringComparison.Ordinal) || run.Contains(".ci/run", StringComparison.Ordinal))), played.Length);
    }

    [Fact]
    public async Task The_steps_of_ci_that_reach_no_host_ask_for_none()
    {
        Write("build.sh", $"""
            case $1 in Compile) exit 0 ;; esac
            export DOTNET_ROOT='{ProcessRun.DotNetRoot}'
            exec '{ProcessRun.BuildProgram}' "$@"
            """);
        Write(".ci/run", "echo ran the tests");

        var (code, output) = await RunAsync(WorkflowFile.Named("ci.yml").Jobs.Single());

        Assert.True(code == 0, output);
        Assert.Contains("ran the tests", output, StringComparison.Ordinal);
    }

    private void Write(string name, string text) => ScriptFile.Write(Path.Combine(folder.FullName, name), $"#!/bin/sh\n{text}\n");

    private async Task<(int Code, string Output)> RunAsync(WorkflowJob job)
    {
        // The runner may become root without a word; here the rest of the line is run as it is.
        Write("tools/sudo", "while case $1 in -*) ;; *) false ;; esac; do shift; done\nexec \"$@\"");
        using PlanJob before = new();
        await before.RunAsync(Configured, "{}", exit: 10, TestContext.Current.CancellationToken);
        WorkflowRunner runner = new(folder.FullName, folder.CreateSubdirectory("runner temp").FullName, before.Contexts(Configured), Path.Combine(folder.FullName, "tools"));
        return (await runner.RunAsync(job, TestContext.Current.CancellationToken), runner.Output);
    }
}

using System.Collections.Immutable;
using CliWrap;
using CliWrap.Buffered;
using CoinPilot.Scripts;

namespace CoinPilot.Workflows;

/// <summary>Plays GitHub's runner for the scripts of one job: their environment, their expressions, their shell; the first failure ends the job.</summary>
/// <param name="tools">A folder of programs that stand before the machine's own.</param>
internal sealed class WorkflowRunner(string checkout, string temporary, ImmutableDictionary<string, string> contexts, string? tools = null)
{
    /// <summary>What the scripts printed, in order.</summary>
    public string Output { get; private set; } = "";

    /// <summary>What they wrote into the job's summary.</summary>
    public string Summary => File.Exists(SummaryFile) ? File.ReadAllText(SummaryFile) : "";

    /// <summary>What the steps handed on: name → value.</summary>
    public IReadOnlyDictionary<string, string> Outputs => File.Exists(OutputFile)
        ? File.ReadLines(OutputFile).Select(x => x.Split('=', 2)).ToDictionary(x => x[0], x => x[1])
        : ImmutableDictionary<string, string>.Empty;

    private string OutputFile => Path.Combine(temporary, "output");

    private string SummaryFile => Path.Combine(temporary, "summary.md");

    /// <summary>Runs every script of the job; returns the exit code of the last one that ran.</summary>
    public async Task<int> RunAsync(WorkflowJob job, CancellationToken ct)
    {
        foreach (var step in job.Steps.Where(x => x.Run is not null))
        {
            var result = await RunAsync(step, ct);
            Output += result.StandardOutput + result.StandardError;
            if (result.ExitCode != 0)
            {
                return result.ExitCode;
            }
        }

        return 0;
    }

    // As the runner does without `shell:`: a script file, and bash that stops at the first failure.
    private async Task<BufferedCommandResult> RunAsync(WorkflowStep step, CancellationToken ct)
    {
        var script = Path.Combine(temporary, "script.sh");
        await File.WriteAllTextAsync(script, step.Run, ct);
        return await ProcessRun.Of("bash", ["-e", script],
            [
                ("CI", "true"), ("GITHUB_ACTIONS", "true"), ("GITHUB_ACTOR", "operator"), ("GITHUB_REPOSITORY", "owner/coinpilot"), ("GITHUB_RUN_ID", "42"),
                ("GITHUB_STEP_SUMMARY", SummaryFile), ("GITHUB_OUTPUT", OutputFile), ("RUNNER_TEMP", temporary),
                .. tools is null ? [] : ((string, string?)[])[("PATH", $"{tools}:{Environment.GetEnvironmentVariable("PATH")}")],
                .. step.Environment.Select(x => (x.Key, (string?)Evaluate(x.Value))),
            ])
            .WithWorkingDirectory(checkout)
            .ExecuteBufferedAsync(ct);
    }

    // What is not set is empty, as on the runner: a forgotten variable doesn't fail by itself.
    private string Evaluate(string text) =>
        WorkflowFile.Expressions(text).Aggregate(text, (all, name) =>
            all.Replace($"${{{{ {name} }}}}", name == "runner.temp" ? temporary : contexts.GetValueOrDefault(name, ""), StringComparison.Ordinal));
}

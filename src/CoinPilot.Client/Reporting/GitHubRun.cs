namespace CoinPilot.Reporting;

/// <summary>The runner's side of a workflow: GITHUB_ variables and the file of the job's summary.</summary>
public sealed class GitHubRun(Func<string, string?> variable) : IGitHubRun
{
    // What other steps of the job have written stays above ours.
    private string? before;

    public string? Actor => Value("GITHUB_ACTOR");

    public string? Place =>
        Value("GITHUB_RUN_ID") is { } run && Value("GITHUB_REPOSITORY") is { } repository ? $"{repository}/actions/runs/{run}" : null;

    /// <summary>The run that this process is part of; null when it runs elsewhere.</summary>
    public static GitHubRun? Detect() => Of(Environment.GetEnvironmentVariable);

    public static GitHubRun? Of(Func<string, string?> variable) => variable("GITHUB_ACTIONS") == "true" ? new(variable) : null;

    public void WriteSummary(string markdown)
    {
        if (Value("GITHUB_STEP_SUMMARY") is not { } file)
        {
            return;
        }

        before ??= File.Exists(file) ? File.ReadAllText(file) : "";
        File.WriteAllText(file, before + markdown);
    }

    private string? Value(string name) => variable(name) is { Length: > 0 } value ? value : null;
}

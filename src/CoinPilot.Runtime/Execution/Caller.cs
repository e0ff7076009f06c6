namespace CoinPilot.Execution;

/// <summary>Who runs this, and where: written into the host's journal and the manifest.</summary>
public static class Caller
{
    public static bool IsGitHub => Environment.GetEnvironmentVariable("GITHUB_ACTIONS") == "true";

    public static string Name => (IsGitHub ? Environment.GetEnvironmentVariable("GITHUB_ACTOR") : null) ?? Environment.UserName;

    public static string Place =>
        IsGitHub && Environment.GetEnvironmentVariable("GITHUB_RUN_ID") is { } run
            ? $"{Environment.GetEnvironmentVariable("GITHUB_REPOSITORY")}/actions/runs/{run}"
            : Environment.MachineName;
}

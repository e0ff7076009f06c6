using CoinPilot.Reporting;
using CoinPilot.Runs;
using CoinPilot.Stack;

namespace CoinPilot.Options;

/// <summary>Who runs this, and where: written into the host's journal and the manifest.</summary>
public static class Caller
{
    private static readonly GitHubRun? Run = GitHubRun.Detect();

    public static bool IsGitHub => Run is not null;

    public static string Name => Run?.Actor ?? Environment.UserName;

    public static string Place => Run?.Place ?? Environment.MachineName;
}

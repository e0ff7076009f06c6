using Xunit;

namespace CoinPilot.Scripts;

public sealed class ShellScriptTests
{
    [Fact]
    public async Task Every_shell_program_passes_shellcheck()
    {
        string[] programs =
        [
            Path.Combine(ProcessRun.ProjectRoot, "build.sh"),
            Path.Combine(ProcessRun.ProjectRoot, ".ci", "run"),
            .. Directory.EnumerateFiles(Path.Combine(ProcessRun.ProjectRoot, "tests", "lab"), "*.sh", SearchOption.AllDirectories),
        ];
        Assert.SkipUnless(IsInstalled() || Environment.GetEnvironmentVariable("CI") == "true", "shellcheck is not installed (a Debian package of that name)");

        await CheckAsync(programs);
    }

    private static async Task CheckAsync(params string[] arguments)
    {
        var run = await ProcessRun.RunAsync("shellcheck", ["--norc", "--severity=warning", "--external-sources", "--source-path=SCRIPTDIR", .. arguments]);
        Assert.True(run.ExitCode == 0, run.StandardOutput);
    }

    private static bool IsInstalled() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(x => File.Exists(Path.Combine(x, "shellcheck")));
}

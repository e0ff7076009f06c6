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
            .. Directory.EnumerateFiles(Path.Combine(ProcessRun.ProjectRoot, "src"), "*.sh", SearchOption.AllDirectories)
                .Where(x => !x.Contains("/bin/", StringComparison.Ordinal) && !x.Contains("/obj/", StringComparison.Ordinal)),
            .. Directory.EnumerateFiles(Path.Combine(ProcessRun.ProjectRoot, "tests", "lab"), "*.sh", SearchOption.AllDirectories),
        ];
        Assert.SkipUnless(IsInstalled() || Environment.GetEnvironmentVariable("CI") == "true", "shellcheck is not installed (a Debian package of that name)");

        var run = await ProcessRun.RunAsync("shellcheck", ["--severity=warning", "--external-sources", "--source-path=SCRIPTDIR", .. programs]);

        Assert.True(run.ExitCode == 0, run.StandardOutput);
    }

    private static bool IsInstalled() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(x => File.Exists(Path.Combine(x, "shellcheck")));
}

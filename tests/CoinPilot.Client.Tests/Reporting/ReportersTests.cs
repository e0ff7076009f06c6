using System.Text.Json;
using CoinPilot.Options;
using CoinPilot.Runs;
using CoinPilot.Stack;
using Xunit;

namespace CoinPilot.Reporting;

public sealed class ReportersTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("coinpilot-report-");
    private readonly StringWriter error = new();
    private readonly Lines screen = new();

    private string File => Path.Combine(folder.FullName, "report.json");

    public void Dispose()
    {
        folder.Delete(recursive: true);
        error.Dispose();
    }

    [Fact]
    public void One_that_fails_is_said_once_and_the_others_hear_everything()
    {
        Reporters reporters = new(error, ("the job's summary", new JobSummary(new FullDisk(), TimeProvider.System)), ("the screen", screen));

        reporters.Line("gate", LineStatus.Fail, "one");
        reporters.Line("gate", LineStatus.Fail, "two");
        reporters.Verdict(Verdict.Unchanged("id", "next"));

        Assert.Equal("the job's summary cannot be written, and the run goes on without it: full\n", error.ToString());
        Assert.Equal("gate Fail one\ngate Fail two", screen.All);
    }

    [Fact]
    public void A_report_holds_all_lines_and_the_verdict()
    {
        Reporters reporters = new(error, ("the report", new ReportFile(File, TimeProvider.System)));

        for (var i = 0; i < 100; i++)
        {
            reporters.Line("gate", LineStatus.Ok, $"{i}");
        }

        reporters.Verdict(Verdict.Unchanged("id", "next"));
        reporters.End();

        using var report = JsonDocument.Parse(System.IO.File.ReadAllText(File));
        Assert.Equal(100, report.RootElement.GetProperty("lines").GetArrayLength());
        Assert.Equal("unchanged", report.RootElement.GetProperty("verdict").GetString());
        Assert.True(OperatingSystem.IsWindows() || System.IO.File.GetUnixFileMode(File) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.Equal("", error.ToString());
    }

    [Fact]
    public void A_report_whose_folder_vanishes_ends_nothing()
    {
        var inner = folder.CreateSubdirectory("inner");
        Reporters reporters = new(error, ("the report", new ReportFile(Path.Combine(inner.FullName, "report.json"), TimeProvider.System)), ("the screen", screen));

        reporters.Line("gate", LineStatus.Ok, "one");
        reporters.End();
        inner.Delete(recursive: true);
        reporters.Line("gate", LineStatus.Ok, "two");
        reporters.End();
        reporters.Line("gate", LineStatus.Ok, "three");
        reporters.End();

        Assert.StartsWith("the report cannot be written, and the run goes on without it: ", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, error.ToString().Count(x => x == '\n'));
        Assert.Equal("gate Ok one\ngate Ok two\ngate Ok three", screen.All);
    }

    [Fact]
    public async Task A_report_that_never_reaches_its_disk_delays_nothing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "it has no named pipes in its file system");
        using var made = System.Diagnostics.Process.Start("mkfifo", [File]);
        await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        Reporters reporters = new(error, ("the report", new ReportFile(File, TimeProvider.System)), ("the screen", screen));

        reporters.Line("gate", LineStatus.Ok, "one");
        reporters.Line("gate", LineStatus.Ok, "two");

        Assert.Equal("gate Ok one\ngate Ok two", screen.All);
        // So that its writer ends.
        Assert.NotEmpty(await System.IO.File.ReadAllTextAsync(File, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_report_without_a_folder_is_refused_before_anything_begins()
    {
        var refused = Assert.Throws<DeploymentException>(() => new ReportFile(Path.Combine(folder.FullName, "nowhere", "report.json"), TimeProvider.System));

        Assert.Equal(ExitStatus.BadInput, refused.ExitStatus);
    }

    private sealed class FullDisk : IGitHubRun
    {
        public string? Actor => null;

        public string? Place => null;

        public void WriteSummary(string markdown) => throw new IOException("full");
    }
}

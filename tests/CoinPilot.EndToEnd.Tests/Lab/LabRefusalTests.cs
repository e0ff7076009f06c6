using System.Text;
using CliWrap;
using CoinPilot.CommandLine;
using Xunit;

namespace CoinPilot.Lab;

/// <summary>What the lab refuses to begin, each with exit 2 and a message that says what to do.</summary>
public sealed class LabRefusalTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("coinpilot-lab-");

    [Fact]
    public async Task Too_little_disk()
    {
        LabRequirement.Check();
        await Cli.Wrap("mount").WithArguments(["-t", "tmpfs", "-o", "size=64m", "tmpfs", _folder.FullName]).ExecuteAsync(None);
        try
        {
            var (exit, text) = await RunAsync("up vm1");

            Assert.Equal(2, exit);
            Assert.Contains("64 MB free, the lab needs 4096 MB", text, StringComparison.Ordinal);
            Assert.Contains("COINPILOT_LAB", text, StringComparison.Ordinal);
        }
        finally
        {
            await Cli.Wrap("umount").WithArguments([_folder.FullName]).ExecuteAsync(None);
        }
    }

    [Fact]
    public async Task Not_root_and_no_terminal()
    {
        LabRequirement.Check();
        // A copy that everybody may read: the checkout may lie where only root can look.
        await Cli.Wrap("bash").WithArguments(["-c", $"mkdir -p {_folder}/tests && cp -r {ProjectRoot.Find()}/tests/lab {_folder}/tests && chmod -R a+rX {_folder}"]).ExecuteAsync(None);

        var (exit, text) = await RunAsync("up vm1", $"{_folder}/tests/lab/lab.sh", ["setsid", "-w", "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]);

        Assert.Equal(2, exit);
        Assert.Contains("needs root", text, StringComparison.Ordinal);
        Assert.Contains("--ssh-host", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("up Bad_Name", "no host name")]
    [InlineData("up vm1 --images everything", "none, tiny or stack")]
    [InlineData("frobnicate", "unknown word")]
    [InlineData("cut nobody", "no host 'nobody'")]
    public async Task A_wrong_word(string arguments, string message)
    {
        var (exit, text) = await RunAsync(arguments);

        Assert.Equal(2, exit);
        Assert.Contains(message, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Becomes_an_exception_with_its_exit_code_and_both_halves_of_the_message()
    {
        var lab = new LocalLab(ProjectRoot.Find(), _ => { }) { Name = "refusals" };

        var refused = await Assert.ThrowsAsync<DeploymentException>(() => lab.CutPowerAsync("nobody", None));

        Assert.Equal(ExitStatus.BadInput, refused.ExitStatus);
        Assert.Equal("The lab: no host 'nobody' in this lab. Next: bring it up: tests/lab/lab.sh up nobody.", refused.Message);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<(int Exit, string Text)> RunAsync(string arguments, string? program = null, string[]? before = null)
    {
        StringBuilder text = new();
        string[] words = [.. before ?? [], "bash", program ?? Path.Combine(ProjectRoot.Find(), "tests/lab/lab.sh"), .. arguments.Split(' ')];
        var result = await Cli.Wrap(words[0]).WithArguments(words[1..])
            .WithEnvironmentVariables(v => v.Set("COINPILOT_LAB", _folder.FullName))
            .WithStandardErrorPipe(PipeTarget.ToStringBuilder(text))
            .WithValidation(CommandResultValidation.None)
            .ExecuteAsync(None);
        return (result.ExitCode, text.ToString());
    }
}

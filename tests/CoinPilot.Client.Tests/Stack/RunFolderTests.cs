using Xunit;

namespace CoinPilot.Stack;

public sealed class RunFolderTests : IDisposable
{
    private readonly DirectoryInfo parent = Directory.CreateTempSubdirectory("coinpilot-runs-");

    [Fact]
    public void Goes_with_its_run_and_takes_what_dead_runs_left_but_nothing_of_one_that_lives()
    {
        var dead = parent.CreateSubdirectory("dead").FullName;
        File.WriteAllText(Path.Combine(dead, "object.tar"), "secret");
        File.WriteAllText(dead + ".lock", "");
        var ofAnOlderVersion = Path.Combine(parent.FullName, "object.tar");
        File.WriteAllText(ofAnOlderVersion, "secret");
        File.SetLastWriteTimeUtc(ofAnOlderVersion, DateTime.UtcNow.AddDays(-1));
        using var living = RunFolder.Open(parent.FullName);
        File.WriteAllText(Path.Combine(living.Path, "object.tar"), "secret");

        using (var run = RunFolder.Open(parent.FullName))
        {
            Assert.Equal(new[] { living.Path, run.Path }.Order(StringComparer.Ordinal), Directory.GetDirectories(parent.FullName).Order(StringComparer.Ordinal));
            File.WriteAllText(Path.Combine(run.Path, "object.tar"), "secret");
        }

        Assert.Equal([Path.Combine(living.Path, "object.tar"), living.Path + ".lock"], Directory.GetFiles(parent.FullName, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).OrderBy(x => x.EndsWith(".lock", StringComparison.Ordinal)));
    }

    [Fact]
    public void Of_one_process_is_one_and_only_its_owner_looks_into_it()
    {
        var path = RunFolder.In(parent.FullName);

        Assert.Equal(path, RunFolder.In(parent.FullName));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
        }
    }

    public void Dispose() => parent.Delete(recursive: true);
}

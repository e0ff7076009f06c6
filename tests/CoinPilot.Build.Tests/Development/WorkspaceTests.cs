using Xunit;

namespace CoinPilot.Development;

public sealed class WorkspaceTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("coinpilot-workspace-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void Clean_removes_what_builds_leave_behind_and_nothing_else()
    {
        foreach (var file in (string[])
        [
            "src/A/A.csproj", "src/A/bin/Debug/A.dll", "src/A/obj/project.assets.json", "src/A/A.cs", "artifacts/unit.service",
            "tests/lab/bin/run.sh", "deploy/bot/bin/start", ".nuke/temp/engine/offline-1/_build.offline.dll",
        ])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, file))!);
            File.WriteAllText(Path.Combine(root, file), "");
        }

        var removed = new Workspace(root).Clean();

        Assert.Equal(["artifacts", "src/A/bin", "src/A/obj"], removed.Order(StringComparer.Ordinal));
        Assert.Equal(
            [".nuke/temp/engine/offline-1/_build.offline.dll", "deploy/bot/bin/start", "src/A/A.cs", "src/A/A.csproj", "tests/lab/bin/run.sh"],
            Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(x => Path.GetRelativePath(root, x)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Tables_of_benchmarks_come_in_the_order_of_their_names_with_the_bars_that_were_missed()
    {
        var folder = Path.Combine(root, "bench");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "2.md"), "### second\n\n- MISSED: at most two: 3 (bar 2)\n- met: at most four: 3 (bar 4)\n");
        File.WriteAllText(Path.Combine(folder, "1.md"), "### first\n");

        var tables = BenchTables.Read(folder);

        Assert.Equal(["### first", "### second"], tables.Tables.Select(x => x.Split('\n')[0]));
        Assert.Equal(["at most two: 3 (bar 2)"], tables.Missed);
    }
}

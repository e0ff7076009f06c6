using Xunit;

namespace CoinPilot.Scripts;

/// <summary>What build.sh remembers of its last run.</summary>
public sealed class BuildScriptMemoryTests : IDisposable
{
    private readonly CopiedTree tree = new();

    public void Dispose() => tree.Dispose();

    [Fact]
    public async Task An_unchanged_tree_is_not_read_again()
    {
        await SettleAsync();
        var before = tree.Checksums;

        var run = await tree.RunAsync(["Test"]);

        Assert.Equal(before, tree.Checksums);
        Assert.StartsWith("ran _build.offline.dll", run.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("build.sh: offline engine: no package source had Nuke.Common", run.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_changed_with_its_time_set_back_is_noticed()
    {
        await SettleAsync();
        var source = Path.Combine(tree.Root, "src/Some Core.cs");
        var time = File.GetLastWriteTimeUtc(source);

        tree.Write("src/Some Core.cs", "other");
        File.SetLastWriteTimeUtc(source, time);
        await tree.RunAsync(["Test"]);

        Assert.Equal(2, tree.Builds);
    }

    [Fact]
    public async Task A_source_replaced_by_an_older_one_is_noticed()
    {
        tree.Write("other/Some Core.cs", "older");
        await SettleAsync();

        Directory.Delete(Path.Combine(tree.Root, "src"), recursive: true);
        Directory.Move(Path.Combine(tree.Root, "other"), Path.Combine(tree.Root, "src"));
        await tree.RunAsync(["Test"]);

        Assert.Equal(2, tree.Builds);
    }

    [Fact]
    public async Task A_removed_source_is_noticed()
    {
        tree.Write("src/One more.cs", "x");
        await SettleAsync();

        File.Delete(Path.Combine(tree.Root, "src/One more.cs"));
        await tree.RunAsync(["Test"]);

        Assert.Equal(2, tree.Builds);
    }

    [Fact]
    public async Task A_new_source_is_noticed()
    {
        await SettleAsync();

        tree.Write("Directory.More.props", "x");
        await tree.RunAsync(["Test"]);

        Assert.Equal(2, tree.Builds);
    }

    [Fact]
    public async Task Changes_between_quick_runs_are_all_noticed()
    {
        await SettleAsync();

        foreach (var text in (string[])["aaaaa", "bbbbb", "ccccc", "ddddd"])
        {
            tree.Write("src/Some Core.cs", text);
            await tree.RunAsync(["Test"]);
        }

        Assert.Equal(5, tree.Builds);
    }

    [Fact]
    public async Task A_new_NuGet_configuration_is_noticed_and_a_changed_one()
    {
        await SettleAsync();

        tree.Write("nuget.config", "<configuration/>");
        await SettleAsync();
        Assert.Equal(2, tree.Restores);

        tree.Write("nuget.config", "<konfiguration/>");
        await tree.RunAsync(["Test"]);
        Assert.Equal(3, tree.Restores);
    }

    [Fact]
    public async Task The_contents_of_the_NuGet_configuration_are_kept_nowhere()
    {
        tree.Write("nuget.config", "<password/>");
        await SettleAsync();

        Assert.All(
            Directory.GetFiles(Path.Combine(tree.Root, ".nuke/temp")),
            x => Assert.DoesNotContain("password", File.ReadAllText(x), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_package_that_came_later_is_noticed()
    {
        await SettleAsync();

        tree.Set("has-nuke");
        tree.PutNukeIntoThePackagesFolder();
        var run = await tree.RunAsync(["Test"]);

        Assert.StartsWith("ran _build.dll", run.StandardOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_SDK_is_noticed()
    {
        await SettleAsync();

        Directory.CreateDirectory(Path.Combine(tree.Sdk, "sdk", "10.0.200"));
        await tree.RunAsync(["Test"]);

        Assert.Equal(2, tree.Builds);
    }

    [Fact]
    public async Task A_no_is_forgotten_after_a_day()
    {
        await SettleAsync();

        File.SetLastWriteTimeUtc(Path.Combine(tree.Root, ".nuke/temp/no-nuke"), DateTime.UtcNow.AddDays(-1).AddSeconds(3));
        await SettleAsync();
        await Task.Delay(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);
        await tree.RunAsync(["Test"]);

        Assert.Equal(2, tree.Restores);
    }

    [Fact]
    public async Task What_an_emergency_did_not_wait_for_a_later_run_looks_for()
    {
        await tree.RunAsync(["Rollback"]);
        await tree.RunAsync(["Rollback"]);
        Assert.Equal(0, tree.Restores);

        await tree.RunAsync(["Test"]);

        Assert.Equal(1, tree.Restores);
    }

    [Fact]
    public async Task A_copy_that_nobody_used_for_a_day_goes_and_another_stays()
    {
        await SettleAsync();
        var (unused, used) = (Engine("offline-unused"), Engine("offline-used"));
        foreach (var folder in (string[])[unused, used])
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(Path.Combine(folder, "used"), "", TestContext.Current.CancellationToken);
        }

        File.SetLastWriteTimeUtc(Path.Combine(unused, "used"), DateTime.UtcNow.AddDays(-2));
        Directory.SetLastWriteTimeUtc(unused, DateTime.UtcNow.AddDays(-2));
        Directory.SetLastWriteTimeUtc(used, DateTime.UtcNow.AddDays(-2));
        tree.Write("src/Some Core.cs", "second");
        await tree.RunAsync(["Test"]);

        Assert.Equal((false, true), (Directory.Exists(unused), Directory.Exists(used)));
    }

    private string Engine(string name) => Path.Combine(tree.Root, ".nuke/temp/engine", name);

    /// <summary>The first run builds, the second sees what the first left behind.</summary>
    private async Task SettleAsync()
    {
        await tree.RunAsync(["Test"]);
        await tree.RunAsync(["Test"]);
    }
}

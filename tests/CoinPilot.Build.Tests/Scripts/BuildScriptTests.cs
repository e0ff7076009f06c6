using Xunit;

namespace CoinPilot.Scripts;

/// <summary>build.sh, in a tree of its own with an SDK that notes what it is asked for.</summary>
public sealed class BuildScriptTests : IDisposable
{
    private readonly CopiedTree tree = new();

    public void Dispose() => tree.Dispose();

    [Fact]
    public async Task Arguments_working_directory_and_exit_code_are_the_targets_own()
    {
        var run = await tree.RunAsync(["Status", "--app", "two words", ""], ("FAKE_EXIT", "42"));

        Assert.Equal(42, run.ExitCode);
        Assert.Equal(
            $"ran _build.offline.dll in {Path.GetFullPath(tree.Home)}\nword <Status>\nword <--app>\nword <two words>\nword <>\n",
            run.StandardOutput);
    }

    [Fact]
    public async Task A_service_that_has_no_home_has_its_users()
    {
        var run = await tree.RunAsync(["Status"], ("HOME", null));

        Assert.Contains("ran _build.offline.dll", run.StandardOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checkout_that_can_not_be_written_is_named_and_no_SDK_is_installed_for_it()
    {
        tree.Write(".nuke/temp", "in the way of the folder, as root would write past a mode");

        var run = await tree.RunAsync(["Status"]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(Path.Combine(tree.Root, ".nuke", "temp") + " can't be written", run.StandardError, StringComparison.Ordinal);
        Assert.DoesNotContain("SDK", run.StandardError, StringComparison.Ordinal);
        Assert.Empty(run.StandardOutput);
    }

    [Fact]
    public async Task It_builds_only_when_something_changed()
    {
        await tree.RunAsync(["Status"]);
        await tree.RunAsync(["Status"]);
        Assert.Equal(1, tree.Builds);

        tree.Write("src/Some Core.cs", "second");
        await tree.RunAsync(["Status"]);
        Assert.Equal(2, tree.Builds);

        tree.Write("src/Some Core.cs", "first");
        await tree.RunAsync(["Status"]);
        Assert.Equal(2, tree.Builds);
    }

    [Fact]
    public async Task What_builds_leave_behind_is_no_input()
    {
        await tree.RunAsync(["Status"]);
        tree.Write("src/obj/project.assets.json", "x");
        tree.Write("build/bin/Debug/x.dll", "x");
        await tree.RunAsync(["Status"]);

        Assert.Equal(1, tree.Builds);
    }

    [Fact]
    public async Task A_warm_start_asks_the_SDK_for_nothing_but_the_run()
    {
        await tree.RunAsync(["Status"]);
        var before = tree.Calls.Length;
        await tree.RunAsync(["Status"]);

        Assert.Equal(1, tree.Calls.Length - before);
    }

    [Fact]
    public async Task It_runs_from_a_copy_that_a_build_does_not_overwrite()
    {
        await tree.RunAsync(["Status"]);

        Assert.Contains(Path.Combine(tree.Root, ".nuke", "temp", "engine"), tree.ProgramFile, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NUKE_runs_where_the_package_lies_in_the_packages_folder()
    {
        tree.PutNukeIntoThePackagesFolder();
        tree.Set("has-nuke");

        var run = await tree.RunAsync(["Test"]);

        Assert.StartsWith("ran _build.dll", run.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("build.sh: nuke engine: Nuke.Common 10.1.0 is in the packages folder", run.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_that_cannot_be_restored_does_not_stop_a_rollback()
    {
        tree.PutNukeIntoThePackagesFolder();

        var run = await tree.RunAsync(["Rollback"]);

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("ran _build.offline.dll", run.StandardOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NUKE_runs_where_a_package_source_has_it()
    {
        tree.Set("has-nuke");

        var run = await tree.RunAsync(["Test"]);

        Assert.StartsWith("ran _build.dll", run.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("nuke engine: a package source has Nuke.Common 10.1.0", run.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_is_remembered()
    {
        var first = await tree.RunAsync(["Test"]);
        var second = await tree.RunAsync(["Test"]);

        Assert.Equal(1, tree.Restores);
        Assert.Contains("offline engine: no package source has Nuke.Common 10.1.0", first.StandardError, StringComparison.Ordinal);
        Assert.Contains("offline engine: no package source had Nuke.Common 10.1.0 in the last day", second.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_is_forgotten_when_the_NuGet_configuration_changes()
    {
        await tree.RunAsync(["Test"]);
        Directory.CreateDirectory(Path.Combine(tree.Home, ".nuget/NuGet"));
        await File.WriteAllTextAsync(Path.Combine(tree.Home, ".nuget/NuGet/NuGet.Config"), "<configuration/>", TestContext.Current.CancellationToken);
        await tree.RunAsync(["Test"]);

        Assert.Equal(2, tree.Restores);
    }

    [Theory]
    [InlineData("Rollback")]
    [InlineData("status")]
    [InlineData("Revert-On-Failure")]
    [InlineData("CheckStack")]
    public async Task An_emergency_asks_no_package_source(string target)
    {
        tree.Set("hangs");

        var run = await tree.RunAsync([target]);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(0, tree.Restores);
    }

    [Theory]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 129)]
    [InlineData("INT", 130)]
    public async Task Whoever_ends_it_while_it_builds_ends_the_build(string signal, int code)
    {
        var (exit, hanging) = await tree.EndWhileBuildingAsync(signal);

        Assert.Equal(code, exit);
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(2));
        while (Directory.Exists($"/proc/{hanging}"))
        {
            await Task.Delay(50, limit.Token);
        }
    }

    [Fact]
    public async Task A_package_source_that_hangs_is_a_no()
    {
        tree.Set("hangs");

        var run = await tree.RunAsync(["Test"]);

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("ran _build.offline.dll", run.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("the package sources did not give Nuke.Common 10.1.0 within 20 s", run.StandardError, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nuke", "_build.dll")]
    [InlineData("offline", "_build.offline.dll")]
    public async Task The_engine_can_be_chosen_by_hand(string engine, string program)
    {
        tree.Set("has-nuke");

        var run = await tree.RunAsync(["Test"], ("COINPILOT_ENGINE", engine));

        Assert.StartsWith($"ran {program}", run.StandardOutput, StringComparison.Ordinal);
        Assert.Contains($"{engine} engine: COINPILOT_ENGINE says so", run.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_engine_chosen_by_hand_is_not_replaced()
    {
        var run = await tree.RunAsync(["Test"], ("COINPILOT_ENGINE", "nuke"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Nuke.Common 10.1.0 cannot be restored", run.StandardError, StringComparison.Ordinal);
        Assert.Equal(0, tree.Builds);
    }

    [Fact]
    public async Task An_unknown_engine_is_bad_input()
    {
        var run = await tree.RunAsync(["Test"], ("COINPILOT_ENGINE", "cake"));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("COINPILOT_ENGINE is 'cake': it takes nuke or offline", run.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_compile_error_is_shown_and_never_falls_back()
    {
        tree.Set("has-nuke");
        tree.Set("compile-error");

        var run = await tree.RunAsync(["Test"]);

        Assert.Equal(1, run.ExitCode);
        Assert.Empty(run.StandardOutput);
        Assert.Contains("error CS1002", run.StandardError, StringComparison.Ordinal);
        Assert.DoesNotContain(tree.Calls, x => x.Contains("offline", StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_a_compile_error_the_next_run_builds_again()
    {
        tree.Set("compile-error");
        await tree.RunAsync(["Status"]);
        tree.Reset("compile-error");

        Assert.Equal(0, (await tree.RunAsync(["Status"])).ExitCode);
    }

    [Fact]
    public async Task Two_at_once_build_once()
    {
        var runs = await Task.WhenAll(tree.RunAsync(["Status"]), tree.RunAsync(["Status"]));

        Assert.All(runs, x => Assert.Equal(0, x.ExitCode));
        Assert.Equal(1, tree.Builds);
    }

    [Fact]
    public async Task A_lock_whose_owner_is_dead_is_taken_over()
    {
        tree.Write(".nuke/temp/lock/pid", "999999999\n");

        Assert.Equal(0, (await tree.RunAsync(["Status"])).ExitCode);
    }

    [Fact]
    public async Task Without_an_SDK_that_can_be_had_it_says_what_to_do()
    {
        tree.Set("too-old");
        ScriptFile.Write(Path.Combine(tree.Sdk, "curl"), "#!/bin/sh\nexit 6\n");

        var run = await tree.RunAsync(["Status"], ("DOTNET_ROOT", tree.Sdk));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("the .NET SDK that global.json asks for is not here and could not be installed", run.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_projects_own_script_is_up_to_date_with_its_help()
    {
        var help = await ProcessRun.RunAsync(Path.Combine(ProcessRun.ProjectRoot, "build.sh"), ["--help"], ("COINPILOT_ENGINE", "offline"));
        var wrong = await ProcessRun.RunAsync(Path.Combine(ProcessRun.ProjectRoot, "build.sh"), ["--frobnicate"], ("COINPILOT_ENGINE", "offline"));

        Assert.Equal(0, help.ExitCode);
        Assert.Contains("DeployUnit", help.StandardOutput, StringComparison.Ordinal);
        Assert.Equal(2, wrong.ExitCode);
    }
}

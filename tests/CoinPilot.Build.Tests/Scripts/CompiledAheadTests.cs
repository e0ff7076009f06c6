using Xunit;

namespace CoinPilot.Scripts;

/// <summary>What build.sh compiles for the machine beside a run.</summary>
public sealed class CompiledAheadTests : IDisposable
{
    private readonly CopiedTree tree = new();

    public void Dispose() => tree.Dispose();

    [Fact]
    public async Task What_was_built_is_compiled_for_the_machine_once()
    {
        tree.Set("has-compiler");

        await tree.RunAsync(["Test"]);
        await tree.RunAsync(["Test"]);

        Assert.Equal((1, "compiled\n"), (tree.Compilations, tree.Program));
    }

    [Fact]
    public async Task Without_the_compiler_it_runs_all_the_same_and_asks_once()
    {
        var first = await tree.RunAsync(["Test"]);
        tree.Write("src/Some Core.cs", "second");
        var second = await tree.RunAsync(["Test"]);

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Contains("build.sh: compiling it for this machine beside this run", first.StandardError, StringComparison.Ordinal);
        Assert.DoesNotContain("compiling", second.StandardError, StringComparison.Ordinal);
        Assert.Equal((1, ""), (tree.CompilerProbes, tree.Program));
    }

    [Fact]
    public async Task What_an_emergency_ran_as_it_was_a_later_run_compiles()
    {
        tree.Set("has-compiler");
        await tree.RunAsync(["Rollback"]);
        await tree.RunAsync(["Rollback"]);
        Assert.Equal((0, ""), (tree.CompilerProbes, tree.Program));

        await tree.RunAsync(["Test"]);
        await tree.RunAsync(["Test"]);

        Assert.Equal((1, 1, "compiled\n"), (tree.Builds, tree.Compilations, tree.Program));
    }

    [Fact]
    public async Task A_throwaway_checkout_is_not_compiled()
    {
        tree.Set("has-compiler");

        await tree.RunAsync(["Test"], ("CI", "true"));

        Assert.Equal((0, ""), (tree.CompilerProbes, tree.Program));
    }

    [Fact]
    public async Task No_run_waits_for_the_compiler()
    {
        tree.Set("has-compiler");
        tree.Set("compiler-waits");

        var runs = new[] { await tree.RunAloneAsync(["Test"]), await tree.RunAloneAsync(["Test"]) };

        Assert.All(runs, x => Assert.Equal(0, x.ExitCode));
        await tree.EndCompilerAsync();
        Assert.Equal((1, ""), (tree.Compilations, tree.Program));
    }

    [Fact]
    public async Task A_compiler_that_was_ended_in_the_middle_starts_anew()
    {
        tree.Set("has-compiler");
        tree.Set("compiler-waits");
        await tree.RunAloneAsync(["Test"]);
        await tree.EndCompilerAsync();
        tree.Reset("compiler-waits");

        await tree.RunAsync(["Test"]);
        await tree.RunAsync(["Test"]);

        Assert.Equal((2, "compiled\n"), (tree.Compilations, tree.Program));
    }

    [Fact]
    public async Task A_compiler_that_fails_fails_no_run()
    {
        tree.Set("has-compiler");
        tree.Set("compiler-fails");

        var runs = new[] { await tree.RunAsync(["Test"]), await tree.RunAsync(["Test"]) };

        Assert.All(runs, x => Assert.Equal(0, x.ExitCode));
        Assert.Equal((1, ""), (tree.Compilations, tree.Program));
    }

    [Theory]
    [InlineData("/packages")]
    [InlineData("/packages/")]
    public async Task The_packages_folder_may_be_named_with_or_without_a_slash_at_its_end(string folder)
    {
        var run = await ProcessRun.RunAsync(
            ProcessRun.DotNet,
            ["msbuild", Path.Combine(ProcessRun.ProjectRoot, "build/ready-to-run/ready-to-run.csproj"), "-t:ListAssemblies", "-getProperty:CompilerFolder", $"-p:NuGetPackageRoot={folder}"]);

        Assert.StartsWith("/packages/microsoft.netcore.app.crossgen2.", run.StandardOutput, StringComparison.Ordinal);
    }
}

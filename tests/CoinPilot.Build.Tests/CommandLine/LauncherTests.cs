using CliWrap.Buffered;
using CoinPilot.Scripts;
using Xunit;

namespace CoinPilot.CommandLine;

/// <summary>The build as a process, on the stand-in: what stands between the operator and the engine.</summary>
public sealed class LauncherTests
{
    [Theory]
    [InlineData("--frobnicate")]
    [InlineData("--yes DeployUnit")]
    [InlineData("DeployUnit --ssh-host=vm")]
    [InlineData("DeployUnit --profile nowhere")]
    [InlineData("DeployUnit --continue")]
    public async Task Bad_arguments_end_in_2_and_nothing_runs(string line)
    {
        var run = await RunAsync(line);

        Assert.Equal(ExitStatus.BadInput, run.ExitCode);
        Assert.Empty(run.StandardOutput);
        Assert.Contains("Nothing was run.", run.StandardError, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-h")]
    [InlineData("--help")]
    [InlineData("DeployUnit -h")]
    public async Task Help_is_printed_and_nothing_runs(string line)
    {
        var run = await RunAsync(line);

        Assert.Equal(ExitStatus.Success, run.ExitCode);
        Assert.Contains("  DeployUnit           -> ValidateCompose, RenderUnit,", run.StandardOutput, StringComparison.Ordinal);
        Assert.DoesNotContain("Duration", run.StandardOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_names_the_engine()
    {
        var run = await RunAsync("--version");

        Assert.Equal(ExitStatus.Success, run.ExitCode);
        Assert.Matches(@"^CoinPilot \d+\.\d+\.\d+\S* on the offline engine\r?\n$", run.StandardOutput);
    }

    [Fact]
    public async Task Foreign_variables_reach_nothing()
    {
        var run = await RunAsync(
            "",
            ("TARGET", "Clean"), ("HOST", "myhost"), ("VERBOSITY", "loud"), ("ROOT", "/nowhere"), ("PROFILE", "nowhere"), ("HELP", "false"), ("SSH_PORT", "many"));

        Assert.Equal(ExitStatus.Success, run.ExitCode);
        Assert.Contains("Targets (with their direct dependencies):", run.StandardOutput, StringComparison.Ordinal);
        Assert.Empty(run.StandardError);
    }

    [Fact]
    public async Task A_host_that_is_set_but_empty_is_a_forgotten_variable()
    {
        var run = await RunAsync("Status", ("COINPILOT_SSH_HOST", ""));

        Assert.Equal(ExitStatus.BadInput, run.ExitCode);
        Assert.Contains("COINPILOT_SSH_HOST is set but empty", run.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workflow_that_forgot_its_host_does_not_look_at_a_lab_and_end_green()
    {
        var run = await RunAsync("Status", ("GITHUB_ACTIONS", "true"));

        Assert.Equal(ExitStatus.BadInput, run.ExitCode);
        Assert.Contains("Under GitHub Actions there is no lab to fall back to", run.StandardOutput + run.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_profile_may_come_from_its_variable()
    {
        var run = await RunAsync("Status", ("COINPILOT_PROFILE", "nowhere"));

        Assert.Equal(ExitStatus.BadInput, run.ExitCode);
        Assert.Contains("there is no profile 'nowhere'", run.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_help_is_there_whatever_the_environment_holds()
    {
        var run = await RunAsync("--help", ("COINPILOT_SSH_HOST", ""), ("COINPILOT_FORCE", "maybe"));

        Assert.Equal(ExitStatus.Success, run.ExitCode);
    }

    [Fact]
    public async Task The_first_interrupt_stops_the_target_in_good_order()
    {
        using SleepingCompiler compiler = new();

        var run = await compiler.InterruptAsync("INT");

        Assert.Equal(ExitStatus.Failure, run.ExitCode);
        Assert.Contains("interrupted: stopping in good order", run.StandardError, StringComparison.Ordinal);
        Assert.Matches("Compile +Failed", run.StandardOutput);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public async Task A_termination_leaves_at_once(string signal)
    {
        using SleepingCompiler compiler = new();

        var run = await compiler.InterruptAsync(signal);

        Assert.Equal(ExitStatus.Failure, run.ExitCode);
        Assert.Contains("stopped", run.StandardError, StringComparison.Ordinal);
        Assert.DoesNotContain("Duration", run.StandardOutput, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("HUP")]
    [InlineData("INT")]
    public async Task Whoever_ends_it_ends_what_it_has_started(string signal)
    {
        using SleepingCompiler compiler = new();

        await compiler.InterruptAsync(signal);

        // A process that was killed goes a moment later; of itself it would sleep for ten minutes.
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(2));
        while (compiler.Sleepers().Any(x => Directory.Exists($"/proc/{x}")))
        {
            await Task.Delay(50, limit.Token);
        }
    }

    private static Task<BufferedCommandResult> RunAsync(string line, params (string, string?)[] environment) =>
        ProcessRun.RunAsync(
            ProcessRun.DotNet,
            [ProcessRun.BuildProgram + ".dll", .. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)],
            [.. environment]);

    /// <summary>Compile with a dotnet that sleeps, so that there is a target to interrupt.</summary>
    private sealed class SleepingCompiler : IDisposable
    {
        private readonly string folder = Directory.CreateTempSubdirectory("coinpilot-signals-").FullName;

        public async Task<BufferedCommandResult> InterruptAsync(string signal)
        {
            var started = Path.Combine(folder, "started");
            var program = Path.Combine(folder, "dotnet");
            ScriptFile.Write(program, $"#!/bin/sh\nsleep 600 >/dev/null 2>&1 &\necho $$ $! >'{started}.new'; mv '{started}.new' '{started}'\nwait\n");
            using CancellationTokenSource limit = new(TimeSpan.FromMinutes(5));

            // Tests that were started in the background have SIGINT ignored, and so would their children.
            string[] command = OperatingSystem.IsLinux()
                ? ["env", "--default-signal=INT", ProcessRun.BuildProgram, "Compile"]
                : [ProcessRun.BuildProgram, "Compile"];
            var run = ProcessRun.Of(
                command[0],
                command[1..],
                ("PATH", $"{folder}:{Environment.GetEnvironmentVariable("PATH")}"),
                ("DOTNET_ROOT", ProcessRun.DotNetRoot)).ExecuteBufferedAsync(limit.Token);
            while (!File.Exists(started))
            {
                await Task.Delay(50, limit.Token);
            }

            await ProcessRun.RunAsync("kill", [$"-{signal}", $"{run.ProcessId}"]);
            return await run;
        }

        /// <summary>The compiler and its child.</summary>
        public string[] Sleepers() => File.ReadAllText(Path.Combine(folder, "started")).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

        public void Dispose() => Directory.Delete(folder, recursive: true);
    }
}

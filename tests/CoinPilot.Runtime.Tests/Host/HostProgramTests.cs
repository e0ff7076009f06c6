using System.Text;
using CliWrap;
using CliWrap.Buffered;
using CoinPilot.Host.Shell;
using Xunit;

namespace CoinPilot.Host;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class HostProgramTests
{
    [Fact]
    public async Task The_program_is_counted_off_and_the_payload_is_never_run()
    {
        var shell = HostProgram.Bootstrap("frobnicate", ["app=coinpilot"], asRoot: true);

        var result = await RunAsync("/bin/sh", shell, [.. HostProgram.Packed, .. "echo the payload was run >&2\n"u8]);

        Assert.Equal(ExitStatus.BadInput, result.ExitCode);
        Assert.DoesNotContain("the payload was run", result.StandardError, StringComparison.Ordinal);
    }

    // With /tmp full not even the way back would run.
    [Fact]
    public async Task The_program_needs_no_tmp()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root may write to /run.");
        var shell = $"TMPDIR=/nowhere; export TMPDIR; {HostProgram.Bootstrap("frobnicate", [], asRoot: true)}";

        var result = await RunAsync("/bin/sh", shell, HostProgram.Packed);

        Assert.Equal(ExitStatus.BadInput, result.ExitCode);
        Assert.Contains("host.sh", result.StandardOutput, StringComparison.Ordinal);
    }

    // A part that host.sh does not name would be embedded and left out, and its functions be missed only where they are called.
    [Fact]
    public void The_program_holds_every_part()
    {
        var assembly = typeof(HostProgram).Assembly;
        var titles = assembly.GetManifestResourceNames().Where(x => x.StartsWith("program/", StringComparison.Ordinal)).Select(x =>
        {
            using StreamReader part = new(assembly.GetManifestResourceStream(x)!);
            return part.ReadLine()!.Replace("# shellcheck shell=sh  # ", "# --- ", StringComparison.Ordinal);
        }).ToList();

        Assert.NotEmpty(titles);
        Assert.All(titles, x => Assert.Contains(x, HostProgram.Text.Split('\n')));
        Assert.DoesNotContain("\n. ", HostProgram.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Arguments_are_words_whatever_is_in_them()
    {
        var shell = HostProgram.Bootstrap("observe", ["by=a b; rm -rf /"], asRoot: false);

        Assert.StartsWith("sudo -n sh -c ", shell, StringComparison.Ordinal);
        Assert.EndsWith(" coinpilot observe 'by=a b; rm -rf /'", shell, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_cut_off_does_not_run()
    {
        var shell = HostProgram.Bootstrap("frobnicate", [], asRoot: true);

        var result = await RunAsync("/bin/sh", shell, HostProgram.Packed[..^100]);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Equal("", result.StandardOutput.Trim());
    }

    // What the protocol stands on: neither `read` nor `head -c` takes a byte that is not its own.
    [Theory]
    [InlineData("/bin/dash")]
    [InlineData("/bin/bash")]
    public async Task Verbs_are_served_one_after_the_other_each_with_its_own_payload(string shell)
    {
        Assert.SkipUnless(File.Exists(shell), $"There is no {shell}.");
        var program = await WriteProgramAsync();
        const string Requests = "0 always t explain 'app=no such'\n9 always t frobnicate\n0 always\n0 after-success t explain services=\n0 always t explain services=\n5 always t explain services=\nabcde0 after-success t explain services=\n0 always t explain servi";

        var result = await RunAsync(shell, $"sh() {{ exec {shell} \"$@\"; }}; sh {program} serve", Encoding.UTF8.GetBytes(Requests));
        File.Delete(program);

        Assert.Equal(
            ["serving", "error", "fix", "verb-end 2", "verb-end 2", "error", "verb-end 30", "verb-end 0", "verb-end 0", "verb-end 0"],
            result.StandardOutput.Split('\n').Where(x => x.Contains('\t')).Select(x => x.Split('\t')).Select(x => x[0] == "verb-end" ? $"verb-end {x[1].Split(' ')[1]}" : x[0]));
        Assert.Equal(0, result.ExitCode);
    }

    // A shell that is asked whether a function failed runs on after every failure inside it.
    [Theory]
    [InlineData("/bin/dash")]
    [InlineData("/bin/bash")]
    public async Task A_verb_that_is_served_stops_at_a_failure_as_it_would_alone(string shell)
    {
        Assert.SkipUnless(File.Exists(shell), $"There is no {shell}.");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root may sweep.");
        var program = await WriteProgramAsync();

        var result = await RunAsync(shell, $"DOCKER_HOST=unix:///nowhere exec {shell} {program} serve", Encoding.UTF8.GetBytes("0 always t sweep project=x\n0 always t explain services=\n"));
        File.Delete(program);

        Assert.Contains("error\tsweep ended unexpectedly", result.StandardOutput, StringComparison.Ordinal);
        Assert.Matches(@"verb-end\tt [1-9]\d* [^\0]*verb-end\tt 0 ", result.StandardOutput);
    }

    // It is over before the look at Docker is, which was begun ahead: that must find its folder, and the folder must go.
    [Theory]
    [InlineData("/bin/dash")]
    [InlineData("/bin/bash")]
    public async Task A_connection_that_asks_for_nothing_ends_quietly(string shell)
    {
        Assert.SkipUnless(File.Exists(shell), $"There is no {shell}.");
        var program = await WriteProgramAsync();

        var result = await RunAsync(shell, $"exec {shell} {program} serve", []);
        File.Delete(program);

        Assert.Equal("", result.StandardError);
        Assert.Equal(0, result.ExitCode);
    }

    private static async Task<string> WriteProgramAsync()
    {
        var program = Path.GetTempFileName();
        await File.WriteAllTextAsync(program, HostProgram.Text, TestContext.Current.CancellationToken);
        return program;
    }

    private static async Task<BufferedCommandResult> RunAsync(string program, string shell, byte[] input) =>
        await Cli.Wrap(program).WithArguments(["-c", shell])
            .WithStandardInputPipe(PipeSource.FromBytes(input))
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(TestContext.Current.CancellationToken);
}

using System.Collections.Immutable;
using System.Text;
using CoinPilot.Scripts;
using Xunit;

namespace CoinPilot.Workflows;

/// <summary>The scripts of the workflows, run as the runner runs them, with a build that only notes how it was called.</summary>
public sealed class WorkflowRunTests : IDisposable
{
    private const string NotingBuild = """
        #!/bin/sh
        {
          printf 'word %s\n' "$@"
          env | grep ^COINPILOT_ | sort
          stat -c 'mode %a' "$COINPILOT_SSH_KEY"
          sed 's/^/key /' "$COINPILOT_SSH_KEY"
        } >noted
        echo '::set-env name=PATH::/evil'
        exit "$(cat exit)"
        """;

    private const string Plan = "{ \"made\": 1 }";

    private static readonly ImmutableDictionary<string, string> Configured = new Dictionary<string, string>
    {
        ["vars.SSH_HOST"] = "vm.example",
        ["vars.SSH_USER"] = "deploy",
        ["vars.SSH_HOST_KEY"] = "SHA256:abc",
        ["secrets.SSH_PRIVATE_KEY"] = "first line\nsecond $(line)",
    }.ToImmutableDictionary();

    private readonly string folder = Directory.CreateTempSubdirectory("coinpilot workflow ").FullName;
    private readonly CancellationToken ct = TestContext.Current.CancellationToken;

    public static TheoryData<string> HostFiles => ["deploy.yml", "rollback.yml", "weekly-status.yml"];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(HostFiles))]
    public async Task The_build_gets_host_user_pin_and_a_key_file_of_its_own(string file)
    {
        var (code, _) = await RunAsync(file, Configured, exit: 0);

        Assert.Equal(0, code);
        var noted = Noted();
        Assert.Contains("COINPILOT_SSH_HOST=vm.example", noted);
        Assert.Contains("COINPILOT_SSH_USER=deploy", noted);
        Assert.Contains("COINPILOT_SSH_HOST_KEY=SHA256:abc", noted);
        Assert.Contains("mode 600", noted);
        Assert.Contains("key first line", noted);
        Assert.Contains("key second $(line)", noted);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(20)]
    [InlineData(21)]
    [InlineData(22)]
    [InlineData(30)]
    public async Task The_job_is_red_with_the_builds_own_code(int exit)
    {
        var (code, _) = await RunAsync("deploy.yml", Configured, exit);

        Assert.Equal(exit, code);
    }

    [Theory]
    [MemberData(nameof(HostFiles))]
    public async Task What_the_build_prints_is_no_command_to_the_runner(string file)
    {
        var (_, output) = await RunAsync(file, Configured, exit: 20);

        var lines = output.Split('\n');
        var stop = Array.FindIndex(lines, x => x.StartsWith("::stop-commands::", StringComparison.Ordinal));
        var token = lines[stop]["::stop-commands::".Length..];
        Assert.Matches("^[0-9a-f]{32}$", token);
        Assert.Equal([stop + 1, stop + 2], [Array.IndexOf(lines, "::set-env name=PATH::/evil"), Array.IndexOf(lines, $"::{token}::")]);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(20, 1)]
    public async Task A_run_that_failed_has_one_annotation(int exit, int annotations)
    {
        var (_, output) = await RunAsync("deploy.yml", Configured, exit);

        Assert.Equal(annotations, output.Split('\n').Count(x => x.StartsWith($"::error title=DeployUnit::ended with {exit}", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Inputs_are_words_and_never_shell_text()
    {
        var input = "$(touch hacked)'; touch hacked; '";

        await RunAsync("rollback.yml", Configured.Add("inputs.release", input), exit: 0);

        Assert.Contains($"COINPILOT_RELEASE={input}", Noted());
        Assert.False(File.Exists(Path.Combine(folder, "hacked")));
    }

    [Theory]
    [MemberData(nameof(HostFiles))]
    public async Task Without_the_key_the_build_is_not_run(string file)
    {
        var (code, output) = await RunAsync(file, Configured.Remove("secrets.SSH_PRIVATE_KEY"), exit: 0);

        Assert.Equal(2, code);
        Assert.Contains("::error::The secret SSH_PRIVATE_KEY is empty", output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder, "noted")));
    }

    [Theory]
    [MemberData(nameof(HostFiles))]
    public async Task A_forgotten_host_is_refused_by_the_real_build(string file)
    {
        var build = $"#!/bin/sh\nexport DOTNET_ROOT='{ProcessRun.DotNetRoot}'\nexec '{ProcessRun.BuildProgram}' \"$@\"\n";

        var (code, output) = await RunAsync(file, Configured.Remove("vars.SSH_HOST"), exit: 0, build);

        Assert.Equal(2, code);
        Assert.Contains("COINPILOT_SSH_HOST is set but empty", output, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Output)> RunAsync(string file, ImmutableDictionary<string, string> contexts, int exit, string build = NotingBuild)
    {
        ScriptFile.Write(Path.Combine(folder, "build.sh"), build + "\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "exit"), $"{exit}", ct);
        var temporary = Directory.CreateDirectory(Path.Combine(folder, "runner temp")).FullName;
        WorkflowRunner runner = new(folder, temporary, file == "deploy.yml" && contexts.ContainsKey("secrets.SSH_PRIVATE_KEY") ? await PlannedAsync(contexts) : contexts);
        var code = await runner.RunAsync(WorkflowFile.Named(file).Main, ct);
        return (code, runner.Output);
    }

    // What the job before hands on.
    private async Task<ImmutableDictionary<string, string>> PlannedAsync(ImmutableDictionary<string, string> contexts)
    {
        using PlanJob planned = new();
        await planned.RunAsync(contexts, Plan, exit: 10, ct);
        return planned.Contexts(contexts);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(10, 0)]
    [InlineData(2, 2)]
    [InlineData(30, 30)]
    public async Task A_plan_with_or_without_changes_is_handed_on_and_a_refusal_is_red(int exit, int expected)
    {
        using PlanJob job = new();

        Assert.Equal(expected, await job.RunAsync(Configured, Plan, exit, ct));

        Assert.Equal(expected == 0, job.Sealed is { Length: > 0 });
    }

    // The log shows what a step is given, to everybody who may read the repository, and the plan holds digests of secrets.
    [Fact]
    public async Task What_the_log_shows_of_the_plan_says_nothing_without_the_key()
    {
        using PlanJob one = new();
        using PlanJob other = new();
        await one.RunAsync(Configured, Plan, exit: 10, ct);
        await other.RunAsync(Configured, Plan, exit: 10, ct);

        var bytes = Convert.FromBase64String(one.Sealed!);
        Assert.StartsWith("Salted__", Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
        Assert.NotEqual(one.Sealed, other.Sealed);
        Assert.DoesNotContain(one.Sealed!, one.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("made", one.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a key that came later")]
    [InlineData("first line\nanother second line")]
    public async Task A_plan_that_another_key_sealed_is_not_applied(string key)
    {
        var planned = await PlannedAsync(Configured);
        ScriptFile.Write(Path.Combine(folder, "build.sh"), NotingBuild + "\n");
        WorkflowRunner runner = new(folder, Directory.CreateDirectory(Path.Combine(folder, "runner temp")).FullName, planned.SetItem("secrets.SSH_PRIVATE_KEY", key));

        Assert.Equal(30, await runner.RunAsync(WorkflowFile.Named("deploy.yml").Main, ct));

        Assert.Contains("::error::The plan can't be opened", runner.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder, "noted")));
    }

    [Fact]
    public async Task The_plan_that_was_handed_on_is_the_file_that_is_applied()
    {
        var temporary = Path.Combine(folder, "runner temp");

        await RunAsync("deploy.yml", Configured, exit: 0);

        Assert.Equal(Plan + "\n", await File.ReadAllTextAsync(Path.Combine(temporary, "plan.json"), ct));
        Assert.Contains($"word {temporary}/plan.json", Noted());
    }

    private string[] Noted() => File.ReadAllLines(Path.Combine(folder, "noted"));
}

using CoinPilot.Hosts;
using Xunit;

namespace CoinPilot.Systemd;

public sealed class UnitRendererTests
{
    private const string Folder = "tests/CoinPilot.Core.Tests/Systemd/golden/";

    private static StackUnit WithTasks { get; } = Stacks.Deployed with { TasksFile = "/var/lib/coinpilot/coinpilot/releases/20261124-053107-ab12cd3/compose.tasks.yml" };

    [Theory]
    [InlineData(StartPolicy.Guarded, "guarded.service")]
    [InlineData(StartPolicy.Pinned, "pinned.service")]
    [InlineData(StartPolicy.Classic, "classic.service")]
    public void Each_policy_has_its_unit(StartPolicy policy, string file) =>
        Golden.Matches(Folder + file, UnitRenderer.Unit(Stacks.Deployed with { Policy = policy }));

    [Fact]
    public void The_hold_the_transaction_the_guard_the_boot_gate_and_the_watch_are_as_reviewed()
    {
        Golden.Matches(Folder + UnitRenderer.HoldName, UnitRenderer.Hold(Stacks.Deployed));
        Golden.Matches(Folder + UnitRenderer.TransactionName, UnitRenderer.Transaction(Stacks.Deployed));
        Golden.Matches(Folder + "coinpilot-guard.service", Guard(Stacks.Deployed));
        Golden.Matches(Folder + "coinpilot-boot.service", Boot(Stacks.Deployed));
        Golden.Matches(Folder + "coinpilot-watch.timer", WatchUnits.Timer("coinpilot", Stacks.Deployed.UnitName));
        Golden.Matches(Folder + "coinpilot-watch.service", WatchUnits.Service("coinpilot", Stacks.Deployed.UnitName, ExecCommand.Of("/usr/local/lib/coinpilot/0a1b/coinpilot", "tend", "--app", "coinpilot")));
    }

    [Fact]
    public void What_containers_mount_of_the_host_is_mounted_first() =>
        Golden.Matches(Folder + "mounts.service", UnitRenderer.Unit(Stacks.Deployed with { Mounts = ["/mnt/a b/100%/\"q\" \\x", "/srv/data"] }));

    [Fact]
    public void A_stack_with_tasks_has_a_last_file_and_a_line_about_them_and_refreshes_without_a_start()
    {
        Golden.Matches(Folder + "tasks.service", UnitRenderer.Unit(WithTasks));
        Golden.Matches(Folder + "tasks-50-hold.conf", UnitRenderer.Hold(WithTasks));
        Assert.Equal(UnitRenderer.Transaction(Stacks.Deployed), UnitRenderer.Transaction(WithTasks));
    }

    [Fact]
    public void The_unit_for_installation_by_hand_is_what_the_renderer_gives() =>
        Golden.Matches("deploy/cloud/oci/systemd/coinpilot-compose.service", UnitRenderer.Unit(Stacks.ByHand));

    [Theory]
    [InlineData(StartPolicy.Guarded)]
    [InlineData(StartPolicy.Pinned)]
    [InlineData(StartPolicy.Classic)]
    public void What_is_rendered_passes_our_own_rules_with_each_drop_in(StartPolicy policy)
    {
        foreach (var stack in new[] { Stacks.Deployed, Stacks.ByHand, WithTasks }.Select(stack => stack with { Policy = policy }))
        {
            var unit = UnitFile.Parse(UnitRenderer.Unit(stack));

            Assert.Empty(UnitLinter.LintStack(unit, stack.UnitName));
            Assert.Empty(UnitLinter.LintStack(unit.With(UnitFile.Parse(UnitRenderer.Hold(stack))), stack.UnitName));
            Assert.Empty(UnitLinter.LintStack(unit.With(UnitFile.Parse(UnitRenderer.Transaction(stack))), stack.UnitName));
            Assert.Empty(UnitLinter.Lint(UnitFile.Parse(Guard(stack)), stack.GuardName));
            Assert.Empty(UnitLinter.Lint(UnitFile.Parse(Boot(stack)), stack.BootName));
        }
    }

    [Fact]
    public void Systemd_complains_at_most_about_the_two_keys_that_it_may_not_know_yet()
    {
        foreach (var policy in Enum.GetValues<StartPolicy>())
        {
            var stack = Stacks.Deployed with { Policy = policy, DockerPath = "/bin/true" };

            Assert.All(
                [.. SystemdAnalyze.Complaints(UnitRenderer.Unit(stack)), .. SystemdAnalyze.Complaints(Guard(stack, "/bin/true")), .. SystemdAnalyze.Complaints(Boot(stack, "/bin/true"))],
                line => Assert.Matches("Unknown key (name )?'(RestartSteps|RestartMaxDelaySec)' in section '?\\[?Service", line));
        }
    }

    [Fact]
    public void The_time_for_a_start_holds_whatever_drop_in_is_there()
    {
        var stack = Stacks.Deployed with { Policy = StartPolicy.Classic, StartBound = TimeSpan.FromHours(1) };

        var held = UnitFile.Parse(UnitRenderer.Unit(stack)).With(UnitFile.Parse(UnitRenderer.Hold(stack)));

        Assert.Empty(UnitLinter.LintStack(held, stack.UnitName));
    }

    [Fact]
    public void The_hold_starts_what_is_here_and_nothing_else()
    {
        var held = UnitFile.Parse(UnitRenderer.Unit(Stacks.Deployed)).With(UnitFile.Parse(UnitRenderer.Hold(Stacks.Deployed)));

        Assert.Equal(["sweep --project coinpilot --app coinpilot", "data --app coinpilot", "start", "supply --app coinpilot"], Verbs(held, "ExecStartPre"));
        Assert.Equal(["up -d --no-build --pull never"], Verbs(held, "ExecStart"));
        Assert.Equal(["data --app coinpilot", "up -d --no-build --pull never"], Verbs(held, "ExecReload"));
    }

    [Fact]
    public void The_transaction_leaves_the_local_up_alone()
    {
        var pending = UnitFile.Parse(UnitRenderer.Unit(Stacks.Deployed)).With(UnitFile.Parse(UnitRenderer.Transaction(Stacks.Deployed)));

        Assert.Empty(Verbs(pending, "ExecStartPre"));
        Assert.Equal(["up -d --no-build --pull never"], Verbs(pending, "ExecStart"));
        Assert.Equal(["up -d --no-build --pull never"], Verbs(pending, "ExecReload"));
    }

    [Fact]
    public void Only_the_unit_of_a_release_sweeps_since_only_a_deployment_brings_the_program()
    {
        Assert.Equal("sweep --project coinpilot --app coinpilot", Verbs(UnitFile.Parse(UnitRenderer.Unit(Stacks.Deployed)), "ExecStartPre").First());
        Assert.Equal("start", Verbs(UnitFile.Parse(UnitRenderer.Unit(Stacks.ByHand)), "ExecStartPre").First());
    }

    [Fact]
    public void A_unit_says_its_app_and_release()
    {
        Assert.Equal(new("coinpilot", "20261124-053107-ab12cd3"), UnitOrigin.Of(UnitRenderer.Unit(Stacks.Deployed)));
        Assert.Equal(new("coinpilot", null), UnitOrigin.Of(UnitRenderer.Unit(Stacks.ByHand)));
    }

    [Fact]
    public void Odd_paths_reach_systemd_unchanged()
    {
        const string Odd = "/srv/100%pure $HOME \"x\" 'y' \\z;é";
        var stack = Stacks.Deployed with { ProjectDirectory = Odd, EnvFile = Odd + "/.env", ComposeFiles = [Odd + "/a.yml", Odd + "/b.yml"] };

        var unit = UnitRenderer.Unit(stack);

        var last = SystemdAnalyze.CommandLines(unit)[0][^1];
        Assert.Equal(
            ["/usr/bin/docker", "compose", "--project-directory", Odd, "--env-file", Odd + "/.env", "stop"],
            last.Select(word => word.Replace("$$", "$", StringComparison.Ordinal)));
        Assert.Contains($"COMPOSE_FILE={Odd}/a.yml:{Odd}/b.yml", SystemdAnalyze.Environments(unit)[0]);
        Assert.Equal(Odd.Replace("%", "%%", StringComparison.Ordinal), UnitFile.Parse(unit).Last("Service", "WorkingDirectory"));
    }

    [Fact]
    public void What_no_unit_can_hold_is_refused_with_every_reason()
    {
        var stack = Stacks.Deployed with
        {
            App = "Coin Pilot",
            UnitName = "coinpilot",
            ComposeFiles = ["a.yml", "/srv/a:b.yml"],
            ProjectDirectory = "/srv/../etc",
            EnvFile = "/srv/a\nb",
            DockerPath = "docker",
            StartBound = TimeSpan.Zero,
        };

        var error = Assert.Throws<InvalidInputException>(() => UnitRenderer.Unit(stack));

        Assert.Equal(
            ["unit-app", "unit-name", "unit-path", "unit-path", "unit-path", "unit-path", "unit-program", "unit-time"],
            error.Findings.Select(finding => finding.Rule).Order(StringComparer.Ordinal));
        Assert.Equal(ExitStatus.BadInput, error.ExitStatus);
    }

    // As the agent that made a switch renders it.
    private static string Guard(StackUnit stack, string? agent = null) => UnitRenderer.Guard(
        stack.App, stack.UnitName, stack.BaseDirectory,
        ExecCommand.Of(agent ?? AgentPlaces.ProgramOf(new string('a', 64)), "revert", "--app", stack.App, "--unit", stack.UnitName, "--boot"));

    private static string Boot(StackUnit stack, string agent = AgentPlaces.Link) =>
        UnitRenderer.Boot(stack.App, stack.UnitName, stack.GuardName, ExecCommand.Of(agent, "boot", "--app", stack.App));

    // What follows the .env of Compose, or our own program.
    private static IEnumerable<string> Verbs(UnitFile unit, string key) =>
        unit.Arguments("Service", key).Select(command => string.Join(' ', command.Arguments
            .SkipWhile(word => !word.EndsWith("/.env", StringComparison.Ordinal) && word != AgentPlaces.Link).Skip(1)));
}

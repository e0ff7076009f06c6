using Nuke.Common;
using Xunit;

namespace CoinPilot.Engine;

[Collection(EngineTestGroup.Name)]
public sealed class FailureTests
{
    [Fact]
    public void The_first_failure_stops_the_plan()
    {
        using EngineRun run = new();
        Sample build = new() { Fails = "Second" };

        Assert.Equal(-1, run.Of(build, "Third"));
        Assert.Equal("First=Succeeded Second=Failed Third=NotRun", Statuses(build));
    }

    [Fact]
    public void An_assured_target_runs_after_a_failure_and_decides_the_exit_code()
    {
        using EngineRun run = new();
        Sample build = new() { Fails = "Second" };

        Assert.Equal(20, run.Of(build, "Deploy"));
        Assert.Equal("First=Succeeded Second=Failed Third=NotRun Deploy=NotRun Revert=Succeeded", Statuses(build));
    }

    [Fact]
    public void A_triggered_target_whose_condition_is_false_is_skipped_when_nothing_failed()
    {
        using EngineRun run = new();
        Sample build = new();

        Assert.Equal(0, run.Of(build, "Deploy"));
        Assert.Equal("First=Succeeded Second=Succeeded Third=Succeeded Deploy=Succeeded Revert=Skipped", Statuses(build));
    }

    [Fact]
    public void A_failure_before_the_condition_holds_does_not_run_the_assured_target()
    {
        using EngineRun run = new();
        Sample build = new() { Fails = "First" };

        Assert.Equal(-1, run.Of(build, "Deploy"));
        Assert.Equal("First=Failed Second=NotRun Third=NotRun Deploy=NotRun Revert=Skipped", Statuses(build));
    }

    [Fact]
    public void An_assured_target_that_fails_too_is_shown_as_failed()
    {
        using EngineRun run = new();
        Sample build = new() { Fails = "Second Revert" };

        Assert.Equal(21, run.Of(build, "Deploy"));
        Assert.EndsWith("Deploy=NotRun Revert=Failed", Statuses(build), StringComparison.Ordinal);
    }

    [Fact]
    public void A_phase_alone_triggers_nothing()
    {
        using EngineRun run = new();
        Sample build = new() { Fails = "Second" };

        Assert.Equal(-1, run.Of(build, "Second"));
        Assert.Equal("First=Succeeded Second=Failed", Statuses(build));
    }

    [Fact]
    public void ProceedAfterFailure_runs_the_rest_and_still_fails()
    {
        using EngineRun run = new();
        Sample build = new() { Fails = "Tolerant" };

        Assert.Equal(-1, run.Of(build, "AfterTolerant"));
        Assert.Equal("Tolerant=Failed AfterTolerant=Succeeded", Statuses(build));
    }

    [Fact]
    public void The_exit_code_of_the_build_wins_over_success()
    {
        using EngineRun run = new();

        Assert.Equal(42, run.Of<Sample>("FortyTwo"));
        Assert.Contains("Build succeeded on", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exception_is_shown_once_in_full_and_named_in_the_summary()
    {
        using EngineRun run = new();

        Assert.Equal(-1, run.Of<Sample>("Refuse"));
        Assert.Matches(@"\d\d:\d\d:\d\d \[ERR\] Target Refuse has thrown an exception\r?\nno host\r?\nask for one", run.Output);
        Assert.DoesNotContain("   at ", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"Refuse +Failed +< 1sec   // DeploymentException: no host\r?\n", run.Output);
    }

    [Fact]
    public void Asynchronous_actions_are_waited_for_and_their_exception_is_the_one_thrown()
    {
        using EngineRun run = new();

        Assert.Equal(-1, run.Of<Sample>("Asynchronous"));
        Assert.Contains("// DeploymentException: later", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Hooks_are_called_in_order()
    {
        using EngineRun run = new();
        Sample build = new() { Fails = "Second" };

        run.Of(build, "Deploy", "--skip", "Third");
        Assert.Equal("created initialized running:First succeeded:First running:Second failed:Second running:Revert succeeded:Revert finished", string.Join(' ', build.Hooks));
    }

    private static string Statuses(NukeBuild build) => string.Join(' ', build.ExecutionPlan.Select(x => $"{x.Name}={x.Status}"));

    // The wiring of DeployUnit and RevertOnFailure, with phases that fail on request.
    private sealed class Sample : NukeBuild
    {
        private bool hasSwitched;

        public string Fails { get; init; } = "";

        public List<string> Hooks { get; } = [];

        private Target First => _ => _.Executes(() => Run(nameof(First)));

        private Target Second => _ => _.DependsOn(First).Executes(() =>
        {
            hasSwitched = true;
            Run(nameof(Second));
            hasSwitched = false;
        });

        private Target Third => _ => _.DependsOn(Second).Executes(() => Run(nameof(Third)));

        private Target Deploy => _ => _.DependsOn(First, Second, Third).Triggers(Revert).Executes(() => Run(nameof(Deploy)));

        private Target Revert => _ => _.AssuredAfterFailure().OnlyWhenDynamic(() => hasSwitched).Executes(() =>
        {
            ExitCode = Fails.Contains(nameof(Revert), StringComparison.Ordinal) ? 21 : 20;
            Run(nameof(Revert));
        });

        private Target Tolerant => _ => _.ProceedAfterFailure().Executes(() => Run(nameof(Tolerant)));

        private Target AfterTolerant => _ => _.DependsOn(Tolerant).Executes(() => Run(nameof(AfterTolerant)));

        private Target FortyTwo => _ => _.Executes(() => ExitCode = 42);

        private Target Refuse => _ => _.Executes(Action () => throw new DeploymentException("no host\nask for one"));

        private Target Asynchronous => _ => _.Executes(async () =>
        {
            await Task.Yield();
            throw new DeploymentException("later");
        });

        protected override void OnBuildCreated() => Hooks.Add("created");

        protected override void OnBuildInitialized() => Hooks.Add("initialized");

        protected override void OnBuildFinished() => Hooks.Add("finished");

        protected override void OnTargetRunning(string target) => Hooks.Add($"running:{target}");

        protected override void OnTargetSucceeded(string target) => Hooks.Add($"succeeded:{target}");

        protected override void OnTargetFailed(string target) => Hooks.Add($"failed:{target}");

        private void Run(string name)
        {
            if (Fails.Split(' ').Contains(name))
            {
                throw new InvalidOperationException($"{name} fails");
            }
        }
    }
}

using Nuke.Common;
using Nuke.Common.Execution;
using Xunit;

namespace CoinPilot.Engine;

[Collection(EngineTestGroup.Name)]
public sealed class SkippingTests
{
    [Fact]
    public void A_skipped_dependency_is_shown_with_its_reason_and_dependents_run()
    {
        using EngineRun run = new();
        Sample build = new();

        Assert.Equal(0, run.Of(build, "Pack", "--skip", "com-pile"));
        Assert.Equal("Restore=Skipped Compile=Skipped Pack=Succeeded", Statuses(build));
        Assert.Matches(@"Compile +Skipped +// Skipped: via parameter", run.Output);
        Assert.Matches(@"Restore +Skipped +// Skipped: because of Compile", run.Output);
    }

    [Fact]
    public void Skipping_what_was_asked_for_skips_only_what_it_alone_needs()
    {
        using EngineRun run = new();
        Sample build = new();

        Assert.Equal(0, run.Of(build, "Compile", "--skip", "Compile"));
        Assert.Equal("Restore=Skipped Compile=Succeeded", Statuses(build));
    }

    [Fact]
    public void A_dynamic_condition_is_asked_just_before_the_target()
    {
        using EngineRun run = new();
        Sample build = new();

        Assert.Equal(0, run.Of(build, "Conditional"));
        Assert.Equal("Arm=Succeeded Conditional=Succeeded", Statuses(build));
    }

    [Fact]
    public void A_false_dynamic_condition_is_shown_as_its_text()
    {
        using EngineRun run = new();
        Sample build = new();

        Assert.Equal(0, run.Of(build, "Conditional", "--skip", "Arm"));
        Assert.Equal("Arm=Skipped Conditional=Skipped", Statuses(build));
        Assert.Matches(@"Conditional +Skipped +// OnlyWhen: IsArmed", run.Output);
    }

    [Fact]
    public void A_false_static_condition_skips_what_only_that_target_needs()
    {
        using EngineRun run = new();
        Sample build = new();

        Assert.Equal(0, run.Of(build, "Never"));
        Assert.Equal("Restore=Skipped Never=Skipped", Statuses(build));
    }

    [Fact]
    public void A_condition_that_throws_fails_the_build()
    {
        using EngineRun run = new();
        Sample build = new();

        Assert.Equal(-1, run.Of(build, "Broken"));
        Assert.Equal("Broken=NotRun", Statuses(build));
        Assert.Contains("Invocation of condition for Broken has thrown an exception", run.Output, StringComparison.Ordinal);
    }

    private static string Statuses(NukeBuild build) => string.Join(' ', build.ExecutionPlan.Select(x => $"{x.Name}={x.Status}"));

    private sealed class Sample : NukeBuild
    {
        private bool IsArmed { get; set; }

        private Target Restore => _ => _.Executes(() => { });

        private Target Compile => _ => _.DependsOn(Restore).Executes(() => { });

        private Target Pack => _ => _.DependsOn(Compile).Executes(() => { });

        private Target Arm => _ => _.Executes(() => IsArmed = true);

        private Target Conditional => _ => _.DependsOn(Arm).OnlyWhenDynamic(() => IsArmed).Executes(() => { });

        private Target Never => _ => _.DependsOn(Restore).OnlyWhenStatic(() => IsArmed).Executes(() => { });

        private Target Broken => _ => _.OnlyWhenDynamic(() => throw new InvalidOperationException("no")).Executes(() => { });
    }
}

using Nuke.Common;
using Xunit;

namespace CoinPilot.Engine;

[Collection(EngineTestGroup.Name)]
public sealed class TargetOrderTests
{
    [Fact]
    public void A_target_runs_after_what_it_depends_on()
    {
        Assert.Equal("Restore Compile Pack", Ran("Pack"));
    }

    [Fact]
    public void The_order_on_the_command_line_does_not_matter()
    {
        Assert.Equal("Restore Compile Pack", Ran("Pack", "Restore"));
    }

    [Fact]
    public void After_orders_but_does_not_pull_in()
    {
        Assert.Equal("Late", Ran("Late"));
        Assert.Equal("Restore Late", Ran("Late", "Restore"));
    }

    [Fact]
    public void Before_orders_but_does_not_pull_in()
    {
        Assert.Equal("Early", Ran("Early"));
        Assert.Equal("Early Restore", Ran("Restore", "Early"));
    }

    [Fact]
    public void DependentFor_pulls_in()
    {
        Assert.Equal("Prepare Publish", Ran("Publish"));
    }

    [Fact]
    public void A_triggered_target_runs_after_its_trigger_and_its_own_dependencies_come_along()
    {
        var ran = Ran("Release").Split(' ');

        Assert.Equal(["Announce", "Release", "Restore"], ran.Order(StringComparer.Ordinal));
        Assert.Equal("Announce", ran[^1]);
    }

    [Fact]
    public void TriggeredBy_is_the_same_from_the_other_side()
    {
        Assert.Equal("Ship Tell", Ran("Ship"));
    }

    [Theory]
    [InlineData("restore")]
    [InlineData("Re-store")]
    [InlineData("RESTORE")]
    public void Names_ignore_case_and_dashes(string name)
    {
        Assert.Equal("Restore", Ran(name));
    }

    [Fact]
    public void A_plus_separates_targets()
    {
        Assert.Equal("Restore Late", Ran("Late+Restore"));
    }

    [Fact]
    public void An_unknown_target_fails_and_lists_the_known_ones()
    {
        using EngineRun run = new();

        Assert.Equal(-1, run.Of<Sample>("Restor"));
        Assert.Contains("Target with name 'Restor' does not exist. Available targets are:", run.Output, StringComparison.Ordinal);
        Assert.Contains("  - Restore", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Duration", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_circle_fails_every_invocation_and_is_named()
    {
        using EngineRun run = new();

        Assert.Equal(-1, run.Of<Circular>("Alone"));
        Assert.Matches(" - (A, B|B, A)", run.Output);
    }

    private static string Ran(params string[] targets)
    {
        using EngineRun run = new();
        Sample build = new();
        Assert.Equal(0, run.Of(build, targets));
        return string.Join(' ', build.Ran);
    }

    private sealed class Sample : NukeBuild
    {
        public List<string> Ran { get; } = [];

        private Target Restore => _ => _.Executes(() => Ran.Add(nameof(Restore)));

        private Target Compile => _ => _.DependsOn(Restore).Executes(() => Ran.Add(nameof(Compile)));

        private Target Pack => _ => _.DependsOn(Compile).Executes(() => Ran.Add(nameof(Pack)));

        private Target Late => _ => _.After(Restore).Executes(() => Ran.Add(nameof(Late)));

        private Target Early => _ => _.Before(Restore).Executes(() => Ran.Add(nameof(Early)));

        private Target Prepare => _ => _.DependentFor(Publish).Executes(() => Ran.Add(nameof(Prepare)));

        private Target Publish => _ => _.Executes(() => Ran.Add(nameof(Publish)));

        private Target Release => _ => _.Triggers(Announce).Executes(() => Ran.Add(nameof(Release)));

        private Target Announce => _ => _.DependsOn(Restore).Executes(() => Ran.Add(nameof(Announce)));

        private Target Ship => _ => _.Executes(() => Ran.Add(nameof(Ship)));

        private Target Tell => _ => _.TriggeredBy(Ship).Executes(() => Ran.Add(nameof(Tell)));
    }

    private sealed class Circular : NukeBuild
    {
        private Target A => _ => _.DependsOn(B).Executes(() => { });

        private Target B => _ => _.After(A).Executes(() => { });

        private Target Alone => _ => _.Executes(() => { });
    }
}

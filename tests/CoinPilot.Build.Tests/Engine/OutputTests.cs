using Nuke.Common;
using Serilog;
using Xunit;

namespace CoinPilot.Engine;

[Collection(EngineTestGroup.Name)]
public sealed class OutputTests
{
    [Fact]
    public void The_summary_has_a_row_per_target_with_an_action_in_the_order_of_the_plan()
    {
        using EngineRun run = new();

        run.Of<Sample>("All");
        Assert.Contains(
            """
            ═══════════════════════════════════════
            Target             Status      Duration
            ───────────────────────────────────────
            Warn               Succeeded     < 1sec
            Report             Succeeded     < 1sec   // Tests: 12, Failed: 0
            ───────────────────────────────────────
            Total                            < 1sec
            ═══════════════════════════════════════

            Build succeeded on 
            """.ReplaceLineEndings(),
            run.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Each_target_has_a_header()
    {
        using EngineRun run = new();

        run.Of<Sample>("Warn");
        Assert.Contains("\n╬═════════\n║ Warn\n╬══\n\n", run.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void Log_lines_have_a_time_and_a_level()
    {
        using EngineRun run = new();

        run.Of<Sample>("Warn");
        Assert.Matches(@"\n\d\d:\d\d:\d\d \[WRN\] disk is nearly full\r?\n", run.Output);
        Assert.Matches(@"\n\d\d:\d\d:\d\d \[DBG\] details\r?\n", run.Output);
    }

    [Fact]
    public void Warnings_are_repeated_at_the_end_with_their_target()
    {
        using EngineRun run = new();

        run.Of<Sample>("Warn");
        Assert.Contains("║ Errors & Warnings", run.Output, StringComparison.Ordinal);
        Assert.Contains("\n[WRN] Warn: disk is nearly full", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lower_verbosity_still_repeats_warnings_at_the_end()
    {
        using EngineRun run = new();

        run.Of<Sample>("Warn", "--verbosity", "quiet");
        Assert.DoesNotContain("[DBG]", run.Output, StringComparison.Ordinal);
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(run.Output, "disk is nearly full"));
    }

    [Fact]
    public void On_GitHub_targets_are_groups_and_what_weighs_is_an_annotation()
    {
        using EngineRun run = new(("GITHUB_ACTIONS", "true"));

        run.Of<Sample>("Warn");
        Assert.Contains("::group::Warn", run.Output, StringComparison.Ordinal);
        Assert.Contains("::endgroup::Warn", run.Output, StringComparison.Ordinal);
        Assert.Contains("::warning::disk is nearly full", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("║", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bare_invocation_prints_the_help_and_succeeds()
    {
        using EngineRun run = new();

        Assert.Equal(0, run.Of<Sample>());
        Assert.Contains("Targets (with their direct dependencies):", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Duration", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_help_lists_targets_then_our_parameters_then_the_engines()
    {
        using EngineRun run = new();

        Assert.Equal(0, run.Of<Sample>("Warn", "--help"));
        var help = run.Output[run.Output.IndexOf("Targets", StringComparison.Ordinal)..run.Output.IndexOf("--help", StringComparison.Ordinal)].TrimEnd();
        Assert.Equal(
            """
            Targets (with their direct dependencies):

              Warn
                Warns of something
              Report
              All                  -> Report, Warn

            Parameters:

              --first-words       What to say first, and it has to be rather long to show that lines
                                  are wrapped.
              --second            <no description>
            """.ReplaceLineEndings(),
            help);
        Assert.DoesNotContain("Hidden", run.Output, StringComparison.Ordinal);
    }

    private sealed class Sample : NukeBuild
    {
        [Parameter("What to say first, and it has to be rather long to show that lines are wrapped.")]
        private string FirstWords { get; } = "";

        [Parameter]
        private bool Second { get; }

        private Target Warn => _ => _.Description("Warns of something").Executes(() =>
        {
            Log.Debug("details");
            Log.Warning("disk is {Word:l} full", "nearly");
        });

        private Target Report => _ => _.After(Warn).Executes(() => ReportSummary(x =>
        {
            x.Add("Tests", "12");
            x.Add("Failed", "0");
            return x;
        }));

        private Target All => _ => _.DependsOn(Report, Warn);

        private Target Hidden => _ => _.Unlisted().Executes(() => { });
    }
}

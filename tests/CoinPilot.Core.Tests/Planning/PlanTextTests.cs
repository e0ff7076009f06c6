using System.Globalization;
using CoinPilot.Hosts;
using CoinPilot.Releases;
using CsCheck;
using Xunit;

namespace CoinPilot.Planning;

public sealed class PlanTextTests
{
    private readonly ReleaseRequest request = PlanSamples.Request();

    [Fact]
    public void A_plan_in_full_reads_as_the_operator_wants_it() =>
        Golden.Matches("tests/CoinPilot.Core.Tests/Planning/golden/plan.txt", PlanText.Join(PlanText.Full(Plan(), 100)));

    [Fact]
    public void In_short_it_has_what_is_done_and_to_whom() =>
        Golden.Matches("tests/CoinPilot.Core.Tests/Planning/golden/plan-short.txt", PlanText.Join(PlanText.Summary(Plan(), 100)));

    [Fact]
    public void No_line_is_wider_than_asked_unless_a_word_is() => Gen.Int[80, 120].Sample(width =>
        Assert.All(PlanText.Full(Plan(), width).Concat(PlanText.Summary(Plan(), width)), line =>
            Assert.True(new StringInfo(line.Text).LengthInTextElements <= width || line.Tone is PlanTone.Quiet or PlanTone.Addition or PlanTone.Removal, line.Text)));

    // What colour says, a sign says too.
    [Fact]
    public void Danger_has_a_glyph_of_its_own() =>
        Assert.All(PlanText.Full(Plan(), 100).Where(line => line.Tone == PlanTone.Danger && !line.Text.StartsWith("      ", StringComparison.Ordinal)), line => Assert.Contains(line.Text.TrimStart()[0], "!-"));

    private DeploymentPlan Plan()
    {
        var current = PlanSamples.Current(request);
        var moved = request with { ComposeFiles = [KeyValuePair.Create("compose.yml", PlanSamples.Stack.Replace("task:1", "task:2", StringComparison.Ordinal))] };
        var gone = current with { Services = [.. current.Services, new("old", "", "old:1", false, "required", false, 1, 20, 0, ImageId: "sha256:old")] };
        var host = PlanSamples.Host(gone) with { IsHeld = true, UnitText = "[Unit]\n" };
        var preview = PlanSamples.Same(current)
            .Differs("db", new ConfigDifference("db", '~', "volumes.0.source", request.Objects.Of("/p/db.conf", ShippedUse.BindMount).PathOn(request.Layout)))
            .Differs("task") with
        {
            CurrentFiles = ImmutableFiles(),
        };
        preview = preview with { Images = preview.Images.SetItem("task", "task:2"), Environment = [new("db", '~', "LEVEL")] };
        var release = ReleaseComposer.Compose(moved);
        var detail = PlanDetails.Of(moved, release, host, preview, force: false);
        return Planner.Deploy(release.Manifest, host, force: false) with
        {
            Detail = detail with { Diffs = [new("compose.yml", ["@@ -1,2 +1,2 @@", " services:", "-    image: task:1", "+    image: task:2"], 1, 1)] },
        };
    }

    private static System.Collections.Immutable.ImmutableDictionary<string, string> ImmutableFiles() =>
        System.Collections.Immutable.ImmutableDictionary<string, string>.Empty.Add("compose.yml", PlanSamples.Stack);
}

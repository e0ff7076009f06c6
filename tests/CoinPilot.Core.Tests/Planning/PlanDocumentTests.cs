using System.Collections.Immutable;
using CoinPilot.Hosts;
using CoinPilot.Protocol;
using CoinPilot.Releases;
using Xunit;

namespace CoinPilot.Planning;

public sealed class PlanDocumentTests
{
    private readonly ReleaseRequest request = PlanSamples.Request();
    private readonly HostState host;
    private readonly HostPreview preview;
    private readonly DeploymentPlan plan;
    private readonly PlanBasis basis;

    public PlanDocumentTests()
    {
        var current = PlanSamples.Current(request);
        host = PlanSamples.Host(current) with { IsHeld = true };
        preview = PlanSamples.Same(current).Differs("db") with { HostImages = ImmutableDictionary<string, string?>.Empty.Add("db:1", "sha256:db").Add("task:1", null) };
        var release = ReleaseComposer.Compose(request);
        plan = Planner.Deploy(release.Manifest, host, force: false) with { Detail = PlanDetails.Of(request, release, host, preview, force: false) };
        basis = PlanBasis.Of(release.Manifest, host, preview);
    }

    [Fact]
    public void A_plan_that_is_saved_and_read_is_the_same()
    {
        var document = PlanDocument.Of(plan, basis, "vm", request.MadeAt, force: false);

        var read = PlanDocument.Parse(document.ToJson());

        Assert.Equal(document.ToJson(), read.ToJson());
        Assert.True(read.Prescribes(plan));
        Assert.Empty(read.Basis.Moved(basis));
        Assert.Equal(ServiceFate.Recreate, read.Forecast!.Services[0].Fate);
    }

    [Fact]
    public void A_plan_that_says_no_time_for_the_watch_is_the_same_plan()
    {
        var document = PlanDocument.Of(plan, basis, "vm", request.MadeAt, force: false);
        var before = PlanDocument.Parse((document with { Steps = [.. document.Steps.Select(step => step.Verb == "watch" ? step with { Arguments = [] } : step)] }).ToJson());

        Assert.True(before.Prescribes(plan));
    }

    [Fact]
    public void Other_steps_are_not_what_it_prescribes()
    {
        var document = PlanDocument.Of(plan, basis, "vm", request.MadeAt, force: false);

        Assert.False(document.Prescribes(plan with { Steps = plan.Steps[1..] }));
        Assert.False(document.Prescribes(plan with { Steps = plan.Steps.SetItem(1, plan.Steps[1] with { Request = new StartRequest("other") }) }));
        Assert.False(document.Prescribes(plan with { Intent = PlanIntent.Unchanged }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[1]")]
    [InlineData("null")]
    [InlineData("{\"format\": 1, \"app\": \"x\"}")]
    [InlineData("{\"format\": \"one\"}")]
    public void What_is_no_plan_is_refused(string text) => Assert.Throws<FormatException>(() => PlanDocument.Parse(text));

    [Fact]
    public void Each_thing_that_a_plan_rests_on_is_named_when_it_moves()
    {
        Says("the content is another", basis with { Content = "x" });
        Says("the parameters of the gate", basis with { Settings = "x" });
        Says("the host runs none", basis with { Current = "none" });
        Says("no longer on hold", basis with { IsHeld = false });
        Says("no longer enabled", basis with { IsEnabled = false });
        Says("the installed unit file", basis with { Unit = "x" });
        Says(".env", basis with { HostEnv = "x" });
        Says("Docker is 29.0.0 now", basis with { Docker = "29.0.0" });
        Says("Compose is 2.40.0 now", basis with { Compose = "2.40.0" });
        Says("other containers run: shop-db-1", basis with { Containers = basis.Containers.Replace(basis.Containers[0], "shop-db-1 other x y") });
        Says("names of images mean others on the host: task:1", basis with { Images = ["db:1 sha256:db", "task:1 sha256:new"] });
    }

    private void Says(string words, PlanBasis now) => Assert.Contains(words, Assert.Single(basis.Moved(now)), StringComparison.Ordinal);
}

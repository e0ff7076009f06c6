using System.Collections.Immutable;
using CoinPilot.Hosts;
using CoinPilot.Releases;
using Xunit;

namespace CoinPilot.Planning;

/// <summary>What a plan says of services that are to be replaced start-first.</summary>
public sealed class StartedFirstTests
{
    private const string First = "    healthcheck: { test: [ CMD, up ], interval: 5s }\n    x-coinpilot: { update: start-first }\n";

    private const string Stack = "services:\n"
        + "  db:\n    image: db@sha256:aaaa\n"
        + "  api:\n    image: api@sha256:bbbb\n" + First
        + "  web:\n    image: web@sha256:cccc\n    depends_on: [ api, db ]\n" + First
        + "  side:\n    image: side@sha256:dddd\n    depends_on: [ api ]\n";

    private readonly ReleaseRequest request = ReleaseSamples.Request(Stack);
    private readonly ReleaseManifest current;
    private readonly HostPreview same;

    public StartedFirstTests()
    {
        current = PlanSamples.Current(request);
        same = PlanSamples.Same(current);
    }

    [Fact]
    public void One_that_changes_does_not_go_down_and_what_depends_on_it_is_not_touched()
    {
        var changes = Changes(same.Differs("api"));

        Assert.Equal([ServiceFate.Untouched, ServiceFate.Recreate, ServiceFate.Untouched, ServiceFate.Untouched], changes.Select(change => change.Fate));
        Assert.True(changes[1] is { StartFirst: true, Interruption: null, Interrupts: false });
        Assert.All(changes.Where(change => change.Service != "api"), change => Assert.Null(change.StartFirst));
    }

    [Fact]
    public void One_that_depends_on_what_goes_down_goes_down_with_it_and_the_plan_says_why()
    {
        var changes = Changes(same.Differs("db").Differs("api").Differs("web"));

        Assert.True(changes[1] is { StartFirst: true });
        Assert.True(changes[2] is { StartFirst: false, Interruption: not null });
        Assert.Contains("not start-first: 'db', which it depends on, goes down", changes[2].Reasons);
        Assert.Equal(ServiceFate.Untouched, changes[3].Fate);
    }

    [Fact]
    public void What_runs_now_decides_too()
    {
        var single = current with { Services = [.. current.Services.Select(service => service.Name == "api" ? service with { IsSingle = true } : service)] };

        Assert.Contains("not start-first: of the release that runs, two must never run", Changes(same.Differs("api"), single)[1].Reasons);
        Assert.Contains("not start-first: it has 2 containers", Changes(same.Differs("api"), current, PlanSamples.Container("api", "api@sha256:bbbb") with { Id = "second" })[1].Reasons);
        Assert.True(Changes(same.Differs("api"), single)[1] is { StartFirst: false, Interrupts: true });
        Assert.Equal(ServiceFate.Recreate, Changes(same.Differs("api"), single)[3].Fate);
    }

    [Fact]
    public void One_that_needs_what_does_not_run_yet_goes_down()
    {
        var host = PlanSamples.Host(current);
        var stopped = host with { Containers = [.. host.Containers.Select(one => one.Service == "db" ? one with { Status = "exited" } : one)] };

        var web = ServiceChanges.Of(request, current, stopped, same.Differs("web"), [], current)[2];

        Assert.True(web is { StartFirst: false, Interruption: not null });
        Assert.Contains("not start-first: 'db', which it depends on, does not run yet", web.Reasons);
    }

    [Fact]
    public void People_and_programs_are_told()
    {
        var host = PlanSamples.Host(current);
        var release = ReleaseComposer.Compose(request with { StableFor = TimeSpan.FromSeconds(11) });
        var detail = PlanDetails.Of(request, release, host, same.Differs("api"), force: false);
        var plan = Planner.Deploy(release.Manifest, host, force: true) with { Detail = detail };

        var text = PlanText.Join(PlanText.Full(plan, 200));
        Assert.Matches(@"\n  \+ api +recreated +(.*\n +)?start-first: the old one serves until the new one does\n", text);
        Assert.Contains("no interruption is certain", text, StringComparison.Ordinal);
        Assert.Equal([null, true, null, null], PlanForecast.Of(detail).Services.Select(service => service.StartFirst));
    }

    private ImmutableArray<ServiceChange> Changes(HostPreview preview, ReleaseManifest? running = null, params ContainerState[] more)
    {
        var host = PlanSamples.Host(current);
        return ServiceChanges.Of(request, running ?? current, host with { Containers = [.. host.Containers, .. more] }, preview, [], running ?? current);
    }
}

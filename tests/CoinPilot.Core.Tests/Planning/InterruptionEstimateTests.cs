using CoinPilot.Compose;
using CoinPilot.Releases;
using CsCheck;
using Xunit;

namespace CoinPilot.Planning;

public sealed class InterruptionEstimateTests
{
    private readonly ComposeProject project = PlanSamples.Request().Project;

    [Fact]
    public void A_service_alone_is_down_for_its_stop_and_its_health()
    {
        var down = Of("other", ["other"]);

        Assert.Equal("0–20 s (stop ≤ 10 s, no healthcheck)", down.ToString());
        // From the first look, 2 s after the start, to start_period 5 s + (retries 4 + 1) × (interval 2 s + timeout 3 s).
        Assert.Equal("2–60 s (stop ≤ 20 s, healthy after 2–30 s)", Of("db", ["db"]).ToString());
    }

    [Fact]
    public void What_is_replaced_after_it_delays_its_start_and_what_it_waits_for_does_too()
    {
        string[] all = ["db", "web", "side"];

        Assert.Equal("2–80 s (stop ≤ 40 s, healthy after 2–30 s)", Of("db", all).ToString());
        Assert.Equal("2–60 s (stop ≤ 20 s, its dependencies 2–30 s, no healthcheck)", Of("web", all).ToString());
    }

    [Fact]
    public void What_only_may_be_replaced_adds_to_the_most_alone()
    {
        var web = new InterruptionEstimate(project, ["web"], ["db"], []).Of(project.Find("web")!);

        Assert.Equal(TimeSpan.Zero, web.Least);
        Assert.Equal(TimeSpan.FromSeconds(10 + 30 + 10), web.Most);
    }

    [Fact]
    public void A_healthcheck_of_the_image_may_take_what_the_engine_gives_it()
    {
        Assert.Equal(TimeSpan.FromSeconds(10 + 60 + 10), new InterruptionEstimate(project, ["other"], [], ["other"]).Of(project.Find("other")!).Most);
    }

    [Fact]
    public void The_least_is_never_more_than_the_most_and_more_replaced_never_means_less()
    {
        var names = Gen.Int[0, 4].Select(index => new[] { "db", "web", "side", "task", "other" }[index]).Array[0, 5].Select(x => x.Distinct().ToArray());
        Gen.Select(names, names).Sample((some, more) =>
        {
            foreach (var name in some)
            {
                var (fewer, all) = (Of(name, some), Of(name, [.. some.Union(more)]));
                Assert.True(fewer.Least <= fewer.Most && all.Least <= all.Most);
                Assert.True(fewer.Most <= all.Most && fewer.Least <= all.Least);
            }
        });
    }

    private Interruption Of(string service, string[] down) => new InterruptionEstimate(project, [.. down], [], []).Of(project.Find(service)!);
}

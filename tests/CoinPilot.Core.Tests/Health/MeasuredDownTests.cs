using CoinPilot.Hosts;
using Xunit;

namespace CoinPilot.Health;

/// <summary>How long services were down, out of what was seen of their containers.</summary>
public sealed class MeasuredDownTests
{
    private static readonly DateTimeOffset Switch = new(2026, 11, 30, 10, 0, 0, TimeSpan.Zero);

    private static readonly ContainerState Old = Container("old", -3600);

    private readonly List<ServingLine> lines = [];

    [Fact]
    public void From_the_end_of_the_old_one_to_the_start_of_one_without_a_healthcheck()
    {
        Saw(1, ServingEvent.Ended, "old");
        Saw(3.5, ServingEvent.Started, "new");

        Assert.Equal(["web 2.5 s"], Told(Container("new", 3.4)));
    }

    [Fact]
    public void To_the_moment_when_one_with_a_healthcheck_is_healthy()
    {
        Saw(1, ServingEvent.Ended, "old");
        Saw(2, ServingEvent.Starting, "new");
        Saw(9, ServingEvent.Healthy, "new");

        Assert.Equal(["web 8.0 s"], Told(Container("new", 2, "healthy")));
    }

    [Fact]
    public void Nothing_where_another_one_served_at_every_moment()
    {
        Saw(1, ServingEvent.Starting, "new");
        Saw(4, ServingEvent.Healthy, "new");
        Saw(5, ServingEvent.Ended, "old");

        Assert.Equal(["web 0"], Told(Container("new", 1, "healthy")));
    }

    [Fact]
    public void Each_gap_counts_and_what_came_up_too_late_is_part_of_it()
    {
        Saw(1, ServingEvent.Ended, "old");
        Saw(2, ServingEvent.Started, "bad");
        Saw(3, ServingEvent.Ended, "bad");
        Saw(5, ServingEvent.Starting, "worse");
        Saw(6, ServingEvent.Ended, "worse");
        Saw(8, ServingEvent.Started, "back");

        Assert.Equal(["web 6.0 s"], Told(Container("back", 8)));
    }

    [Fact]
    public void A_restart_of_the_same_container_counts_and_one_that_was_left_alone_is_not_named()
    {
        Assert.Empty(Told(Old));

        Saw(1, ServingEvent.Ended, "old");
        Saw(1.05, ServingEvent.Started, "old");

        Assert.Equal(["web < 0.1 s"], Told(Container("old", 1.05)));
    }

    [Fact]
    public void What_does_not_serve_yet_is_said_to_be_down_still()
    {
        Saw(1, ServingEvent.Ended, "old");
        Saw(2, ServingEvent.Starting, "new");

        Assert.Equal(["web 59.0 s and still down"], Told(Container("new", 2, "starting")));
    }

    // Each of them leads elsewhere than to what runs now.
    [Fact]
    public void A_lost_measure_is_unknown_and_never_nothing()
    {
        Assert.Equal(["web unknown"], Told(Container("old", 5)));
        Assert.Equal(["web unknown"], Told(Container("new", 5)));
        Assert.Equal(["web unknown"], Told());

        Saw(1, ServingEvent.Ended, "old");
        Saw(2, ServingEvent.Started, "new");
        Assert.Equal(["web unknown"], Told(Container("new", 7)));
        Assert.Equal(["web unknown"], Told(Container("newer", 7)));

        Saw(4, ServingEvent.Started, "new");
        Assert.Equal(["web unknown"], Told(Container("new", 4)));
        Assert.Equal(["db unknown", "web unknown"], MeasuredDown.Of(["web", "db"], null, [Old], Switch).Select(one => one.ToString()));
    }

    [Fact]
    public void What_the_release_no_longer_has_and_what_did_not_serve_before_were_not_interrupted()
    {
        Saw(1, ServingEvent.Ended, "old");

        Assert.Empty(MeasuredDown.Of(["api"], Log(), [Container("api", 1) with { Service = "api" }], Switch.AddMinutes(1)));
    }

    [Fact]
    public void A_log_is_read_as_it_is_written_without_what_was_cut_off()
    {
        var text = ServingLog.Begin("R2", Switch, [Old, Container("sick", -5, "unhealthy"), Container("gone", -5) with { Status = "exited" }])
            + new ServingLine(Switch.AddTicks(17), ServingEvent.Healthy, "new", "web") + new ServingLine(Switch.AddTicks(17), ServingEvent.Healthy, "new", "web") + "6390";

        var log = ServingLog.TryParse(text)!;

        Assert.Equal(("R2", Switch), (log.Release, log.Begun));
        Assert.Equal([(ServingEvent.Was, "old", Old.StartedAt), (ServingEvent.Healthy, "new", Switch.AddTicks(17))], log.Lines.Select(line => (line.Event, line.Container, line.At)));
        Assert.Null(ServingLog.TryParse(text.Replace("format 1", "format 2", StringComparison.Ordinal)));
        Assert.Null(ServingLog.TryParse(""));
    }

    [Theory]
    [InlineData("web=2.134", "web 2.1 s")]
    [InlineData("web=0", "web 0")]
    [InlineData("web=0.004", "web < 0.1 s")]
    [InlineData("web=?", "web unknown")]
    [InlineData("web=17.5+", "web 17.5 s and still down")]
    public void A_word_of_the_history_is_what_people_are_told(string word, string told)
    {
        var down = ServiceDown.TryParse(word)!;

        Assert.Equal((word, told), (down.Word, down.ToString()));
        Assert.Equal(2, DownText.Parse($"{word} half {word}").Length);
    }

    private void Saw(double seconds, ServingEvent happened, string container) => lines.Add(new(Switch.AddSeconds(seconds), happened, container, "web"));

    private ServingLog Log() => ServingLog.TryParse(ServingLog.Begin("R2", Switch, [Old]) + string.Concat(lines))!;

    private IEnumerable<string> Told(params ContainerState[] now) => MeasuredDown.Of(["web"], Log(), [.. now], Switch.AddMinutes(1)).Select(one => one.ToString());

    private static ContainerState Container(string id, double started, string health = "") =>
        new(id, $"shop-web-{id}", "web", "sha256:1", "running", 0, "", Switch.AddSeconds(started), 0, "unless-stopped", health);
}

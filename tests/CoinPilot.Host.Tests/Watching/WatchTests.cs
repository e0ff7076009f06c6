using CoinPilot.Agent.Watching;
using CoinPilot.Protocol;
using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Watching;

/// <summary>Looks at the stack while a gate waits.</summary>
public sealed class WatchTests
{
    private readonly SimulatedHost host = new();

    private StackSample[] Samples => [.. host.Told.OfType<StackSample>()];

    // The time of day may be set while the gate waits.
    [Fact]
    public async Task Each_sample_carries_the_time_that_the_host_was_up()
    {
        host.Run("1", "web", "sha256:1", "lab/web:1");
        var begun = host.Clock.Uptime;

        await WatchAsync(3);

        Assert.Equal([begun, begun + TimeSpan.FromSeconds(1), begun + TimeSpan.FromSeconds(2)], Samples.Select(sample => sample.Uptime));
        Assert.All(Samples, sample => Assert.Equal("web", Assert.Single(sample.Containers).Service));
    }

    [Fact]
    public async Task A_look_that_gets_no_answer_is_left_out_and_the_next_one_is_whole()
    {
        host.Run("1", "web", "sha256:1", "lab/web:1");
        var begun = host.Clock.Uptime;
        host.Docker.IsSilent = question => question == "containers" && host.Clock.Uptime == begun + TimeSpan.FromSeconds(1);

        await WatchAsync(3);

        Assert.Equal([begun, begun + TimeSpan.FromSeconds(2)], Samples.Select(sample => sample.Uptime));
        Assert.Equal(2, host.Docker.Changes.Count(change => change.Contains(" ps ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Compose_is_asked_again_only_when_something_has_changed()
    {
        host.Run("1", "web", "sha256:1", "lab/web:1");

        await WatchAsync(5);

        Assert.Equal(5, Samples.Length);
        Assert.Single(host.Docker.Changes, change => change.Contains(" ps ", StringComparison.Ordinal));
    }

    private Task<NoAnswer> WatchAsync(int seconds) => host.Clock.RunAsync(new WatchVerb(host.Parts, host.Context()).RunAsync(new(seconds), TestContext.Current.CancellationToken));
}

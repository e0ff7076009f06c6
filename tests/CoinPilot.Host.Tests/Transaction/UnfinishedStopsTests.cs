using CoinPilot.Agent.Transaction;
using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Transaction;

/// <summary>Docker goes on stopping what an <c>up</c> asked it to stop before that was ended: to the next one it still runs.</summary>
public sealed class UnfinishedStopsTests
{
    private const string Stop = "15";

    private readonly SimulatedHost host = new();

    public UnfinishedStopsTests()
    {
        foreach (var id in (string[])["asked", "rotates", "restarted", "paused"])
        {
            host.Run(id, id, "sha256:1", "lab/web:1", id == "paused" ? "paused" : "running");
        }

        host.Run("unsure", "unsure", "sha256:1", "lab/web:1", labels: ("signal", "10"));
        host.Run("gone", "gone", "sha256:1", "lab/web:1", "exited");
    }

    [Fact]
    public async Task Is_waited_for_and_nothing_else_is_stopped()
    {
        host.Docker.Events.AddRange(
        [
            new("kill", "asked", Stop), new("kill", "rotates", "SIGUSR1"), new("kill", "unsure", "10"),
            new("kill", "restarted", Stop), new("die", "restarted", ""), new("start", "restarted", ""),
            new("kill", "gone", Stop), new("die", "gone", ""), new("kill", "paused", "SIGTERM"), new("kill", "of nobody", Stop),
        ]);

        await new UnfinishedStops(host.Parts, "tiny", host.Context()).FinishAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["stop asked", "stop paused", "stop unsure"], host.Docker.Changes.Order(StringComparer.Ordinal));
        Assert.Contains("waiting until Docker has stopped what it was asked to stop (tiny-asked-1)", host.Said);
    }
}

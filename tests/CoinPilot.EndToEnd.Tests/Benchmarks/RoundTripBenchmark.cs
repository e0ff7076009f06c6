using CoinPilot.Harness;
using CoinPilot.Lab;
using CoinPilot.RoundTrips;
using Xunit;

namespace CoinPilot.Benchmarks;

/// <summary>How often a deployment waits for the network.</summary>
public sealed class RoundTripBenchmark(LabFixture fixture)
{
    private static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(200);

    [Fact(Explicit = true)]
    public async Task A_changed_and_an_unchanged_deployment()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "bench");
        BenchTable table = new("2-round-trips", "Round trips of a deployment", "deployment", "before the gate", "after it", "beyond the gate");

        var changed = await DeploymentTrips.CountAsync(deployed, "DEPLOYED", RoundTrip);
        var unchanged = await DeploymentTrips.CountAsync(deployed, "UNCHANGED", RoundTrip);

        table.Row("changed", $"{changed.Before}", $"{changed.After}", $"{changed.BeyondTheGate}");
        table.Row("unchanged", $"{unchanged.Before}", "–", $"{unchanged.BeyondTheGate}");
        table.Note($"Counted by a relay that adds {RoundTrip.TotalMilliseconds:0} ms, by what depends on what: the host said something after it had heard something new. "
            + $"Not in it: TCP's own handshake, one a connection; what happens while the gate waits ({changed.All - changed.BeyondTheGate}: the second connection, its farewell).");
        table.Bar("round trips beyond the gate, changed", changed.BeyondTheGate, 12);
        table.Save();
    }
}

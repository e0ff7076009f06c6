using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.RoundTrips;

/// <summary>What a whole deployment costs on a slow line: a step that asks the host once more than needed fails here.</summary>
public sealed class RoundTripTests(LabFixture fixture)
{
    private const int Bar = 12;

    private const int Unchanged = 9;

    // A machine that is busy for longer than half a round trip makes a count too high, never too low.
    private const int Attempts = 3;

    // Long enough that what the machine itself needs between two packets hardly ever looks like a round trip.
    private static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(300);

    [Fact]
    public async Task A_deployment_takes_at_most_twelve_beyond_the_gate_and_an_unchanged_one_fewer()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "trips");

        var changed = await LeastAsync("DEPLOYED", Bar);
        var unchanged = await LeastAsync("UNCHANGED", Unchanged);

        Assert.InRange(changed, 1, Bar);
        Assert.InRange(unchanged, 1, Unchanged);

        async Task<int> LeastAsync(string verdict, int enough)
        {
            var least = int.MaxValue;
            for (var attempt = 0; attempt < Attempts && least > enough; attempt++)
            {
                if (verdict == "DEPLOYED")
                {
                    deployed.Stack.SetPage($"page {attempt}");
                }

                least = Math.Min(least, (await DeploymentTrips.CountAsync(deployed, verdict, RoundTrip)).BeyondTheGate);
            }

            return least;
        }
    }
}

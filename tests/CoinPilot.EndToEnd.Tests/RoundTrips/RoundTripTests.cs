using System.Net;
using CoinPilot.Harness;
using CoinPilot.Lab;
using CoinPilot.Ssh;
using Xunit;

namespace CoinPilot.RoundTrips;

/// <summary>What a whole deployment costs on a slow line: a step that asks the host once more than needed fails here.</summary>
public sealed class RoundTripTests(LabFixture fixture)
{
    private const int Recorded = 30;

    private const int RecordedUnchanged = 9;

    // A machine that is busy for longer than half a round trip makes a count too high, never too low.
    private const int Slack = 3;

    // Long enough that what the machine itself needs between two packets hardly ever looks like a round trip.
    private static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task A_deployment_takes_the_recorded_number_and_an_unchanged_one_far_fewer()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "trips");

        var changed = await CountAsync(deployed, "DEPLOYED");
        var unchanged = await CountAsync(deployed, "UNCHANGED");

        Assert.InRange(changed, 1, Recorded + Slack);
        Assert.InRange(unchanged, 1, RecordedUnchanged + Slack);
    }

    private static async Task<int> CountAsync(DeployedHost deployed, string verdict)
    {
        await using DelayProxy proxy = new(new IPEndPoint(IPAddress.Parse(deployed.Host.Lab.Address), deployed.Host.Lab.Port), RoundTrip);
        (await deployed.Operator.DeployAsync("--ssh-host", "127.0.0.1", "--ssh-port", $"{proxy.Port}")).Said(verdict);
        TestContext.Current.SendDiagnosticMessage("{0}: {1} round trips on {2} connections", verdict, proxy.RoundTrips, proxy.Links.Count);
        return proxy.RoundTrips;
    }
}

using System.Globalization;
using System.Net;
using CoinPilot.Harness;
using CoinPilot.Transport;
using Xunit;

namespace CoinPilot.RoundTrips;

/// <summary>What the network cost one deployment through a relay that delays.</summary>
/// <param name="Before">Round trips on the first connection until the gate began to wait: the start had ended.</param>
/// <param name="After">Round trips on the second one from the gate's last line to the confirmation.</param>
/// <param name="All">Those that were hidden behind the gate too, and the farewells.</param>
/// <remarks>
/// A round trip is something that the host says after it has heard something new. They are counted on each connection by what
/// depends on what, so one that overlaps with others counts although nobody waited for it: a count is too high, never too low.
/// TCP's own handshake, one on each connection, ends at the relay and is not in it; the second connection's is hidden behind the gate.
/// </remarks>
internal sealed record DeploymentTrips(int Before, int After, int All, int Connections)
{
    public int BeyondTheGate => Before + After;

    /// <summary>Deploys through a relay; <paramref name="verdict"/> is what the run must say.</summary>
    public static async Task<DeploymentTrips> CountAsync(DeployedHost deployed, string verdict, TimeSpan roundTrip, params string[] arguments)
    {
        await using DelayProxy proxy = new(new IPEndPoint(IPAddress.Parse(deployed.Host.Lab.Address), deployed.Host.Lab.Port), roundTrip);
        await using var run = deployed.Operator.Start("DeployUnit", ["--ssh-host", "127.0.0.1", "--ssh-port", $"{proxy.Port}", .. arguments]);
        int before = 0, after = 0;
        if (verdict == "DEPLOYED")
        {
            await run.LineAsync("start ok docker compose up ended well");
            before = proxy.Links[0].RoundTrips;
            var judged = Environment.TickCount64;
            for (var line = ""; !line.Contains(" confirm ", StringComparison.Ordinal); line = await run.LineAsync(""))
            {
                judged = line.Contains(" gate ", StringComparison.Ordinal) ? Environment.TickCount64 : judged;
            }

            after = proxy.Links[1].RoundTrips - proxy.Links[1].RoundTripsAt(judged);
            (await run.EndAsync()).Ended(0).Said(verdict);
        }
        else
        {
            (await run.EndAsync()).Ended(0).Said(verdict);
            before = proxy.RoundTrips;
        }

        DeploymentTrips trips = new(before, after, proxy.RoundTrips, proxy.Links.Count);
        TestContext.Current.SendDiagnosticMessage(
            "{0}", string.Create(CultureInfo.InvariantCulture, $"{verdict}: {trips.Before} + {trips.After} of {trips.All} round trips on {trips.Connections} connections"));
        return trips;
    }
}

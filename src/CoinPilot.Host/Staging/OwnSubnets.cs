using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Hosts;

namespace CoinPilot.Agent.Staging;

/// <summary>A network of the stack must not cover what the host reaches by another way, nor whoever asks for it: the host would answer nobody from there any more (D088, D094).</summary>
internal sealed class OwnSubnets(HostParts host)
{
    private const string RouteTable = "/proc/net/route";
    private const string RouteTableSix = "/proc/net/ipv6_route"; // none where IPv6 is switched off
    private const string Fix = "give the network another subnet in the Compose file, or none: Docker then chooses a free one";

    /// <summary>Throws <see cref="VerbFailedException"/> (2) and <see cref="DockerSilentException"/>.</summary>
    public async Task DemandAsync(StartNeeds needs, CancellationToken ct)
    {
        if (await TroubleAsync(needs, ct).ConfigureAwait(false) is { } trouble)
        {
            throw new VerbFailedException(FailureKind.BadInput, trouble.Text, trouble.Fix);
        }
    }

    /// <summary>What is wrong with the first subnet that is in the way, and how to mend it; null where none is.</summary>
    public async Task<(string Text, string Fix)?> TroubleAsync(StartNeeds needs, CancellationToken ct)
    {
        if (needs.Subnets.IsEmpty)
        {
            return null;
        }

        var routes = HostRoutes.Parse(host.Files.ReadText(RouteTable) ?? "").With(HostRoutes.ParseSix(host.Files.ReadText(RouteTableSix) ?? ""));
        var networks = await host.Docker.NetworksAsync(ct).ConfigureAwait(false);
        var peers = WayIn.Of(host.Files);
        foreach (var (name, subnet) in needs.Subnets)
        {
            // A bridge that Docker made for a network is called by the network's id.
            var own = networks.Where(network => network.Name == name).Select(network => $"br-{network.Id[..Math.Min(12, network.Id.Length)]}").ToArray();
            if (routes.CoveredBy(subnet, own.Contains) is { } route)
            {
                return ($"the network {name} is to have {subnet}, which the host reaches as {route.Network} by {route.Interface}: nobody from there would reach the host any more", Fix);
            }

            // Over a network that is there somebody has come already.
            if (own.Length == 0 && peers.FirstOrDefault(peer => HostRoutes.IsWithin(peer, subnet)) is { } peer)
            {
                return ($"the network {name} is to have {subnet}, and this connection comes from {peer}, which lies in it: the host would answer you no more", Fix);
            }
        }

        return null;
    }
}

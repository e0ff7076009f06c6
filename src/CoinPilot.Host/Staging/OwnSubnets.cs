using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Hosts;

namespace CoinPilot.Agent.Staging;

/// <summary>A network of the stack must not cover what the host reaches by another way: the host would answer nobody from there any more (D088).</summary>
internal sealed class OwnSubnets(HostParts host)
{
    private const string RouteTable = "/proc/net/route";

    /// <summary>What is wrong with the first subnet that is in the way, and how to mend it; null where none is.</summary>
    public async Task<(string Text, string Fix)?> TroubleAsync(StartNeeds needs, CancellationToken ct)
    {
        if (needs.Subnets.IsEmpty)
        {
            return null;
        }

        var routes = HostRoutes.Parse(host.Files.ReadText(RouteTable) ?? "");
        var networks = await host.Docker.NetworksAsync(ct).ConfigureAwait(false);
        foreach (var (name, subnet) in needs.Subnets)
        {
            // A bridge that Docker made for a network is called by the network's id.
            var own = networks.Where(network => network.Name == name).Select(network => $"br-{network.Id[..Math.Min(12, network.Id.Length)]}").ToArray();
            if (routes.CoveredBy(subnet, own.Contains) is { } route)
            {
                return ($"the network {name} is to have {subnet}, which the host reaches as {route.Network} by {route.Interface}: nobody from there would reach the host any more",
                    "give the network another subnet in the Compose file, or none: Docker then chooses a free one");
            }
        }

        return null;
    }
}

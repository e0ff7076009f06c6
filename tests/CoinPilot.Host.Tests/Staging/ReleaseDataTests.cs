using System.Collections.Immutable;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Staging;
using CoinPilot.Hosts;
using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Staging;

/// <summary>What Compose does not compare of a container.</summary>
public sealed class ReleaseDataTests
{
    private static readonly StartNeeds Needs = StartNeeds.Parse("""
        { "name": "shop", "services": { "web": { "image": "web:1", "networks": { "default": null } } }, "networks": { "default": { "name": "shop_default" } } }
        """);

    private readonly SimulatedHost host = new();

    [Theory]
    [InlineData("shop_default", "web", false)]
    [InlineData("shop_default", "shop-web-1", true)] // docker network connect without --alias
    [InlineData("other", "web", true)]
    public void One_that_nobody_finds_where_the_release_says_is_made_anew(string network, string alias, bool isMoved)
    {
        var web = host.Run("web", "web", "sha256:web", "web:1") with { Networks = [new NetworkSummary(network, "id") { Aliases = [alias] }] };

        Assert.Equal(isMoved ? ["web"] : [], ReleaseData.Moved([], [web], Needs));
    }

    [Fact]
    public void Docker_s_own_network_has_no_names()
    {
        var web = host.Run("web", "web", "sha256:web", "web:1") with { Networks = [new NetworkSummary("bridge", "id") { Aliases = ImmutableArray<string>.Empty }] };

        Assert.Empty(web.Nameless);
    }
}

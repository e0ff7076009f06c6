using Xunit;

namespace CoinPilot.Hosts;

/// <summary>Subnets that would take over what a host reaches by another way.</summary>
public sealed class HostRoutesTests
{
    // As the lab's host has it: a default route, its own network, and Docker's bridge.
    private const string Table = """
        Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
        host0	00000000	0111670A	0003	0	0	0	00000000	0	0	0
        host0	0011670A	00000000	0001	0	0	0	00FFFFFF	0	0	0
        br-0123456789ab	000012AC	00000000	0001	0	0	0	0000FFFF	0	0	0
        """;

    // As a host with a network of its own has it: link-local, its network and address, a default route, the loopback, multicast.
    private const string TableSix = """
        fe800000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001    host0
        fd120034000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001    host0
        fd120034000000000000000000000010 80 00000000000000000000000000000000 00 00000000000000000000000000000000 00000000 00000002 00000000 80200001    host0
        00000000000000000000000000000000 00 00000000000000000000000000000000 00 fd990000000000000000000000000001 00000400 00000001 00000000 00000003    host0
        00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo
        ff000000000000000000000000000000 08 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000002 00000000 00000001    host0
        """;

    private static readonly HostRoutes Routes = HostRoutes.Parse(Table);

    [Fact]
    public void The_table_of_IPv6_is_read_without_what_every_link_has() => Assert.Equal(
        ["host0 fd12:34::/64", "host0 fd12:34::10/128", "host0 fd99::1/128"], HostRoutes.ParseSix(TableSix).Routes.Select(route => $"{route.Interface} {route.Network}"));

    [Theory]
    [InlineData("fd12:34::/48", "host0")]
    [InlineData("fd99::/64", "host0")]
    [InlineData("fd00:1::/64", null)]
    [InlineData("10.103.17.0/25", "host0")]
    public void Both_tables_count(string subnet, string? taken) =>
        Assert.Equal(taken, Routes.With(HostRoutes.ParseSix(TableSix)).CoveredBy(subnet, _ => false)?.Interface);

    [Fact]
    public void The_table_of_the_kernel_is_read_with_the_gateway_of_its_default_route() =>
        Assert.Equal(["host0 10.103.17.1/32", "host0 10.103.17.0/24", "br-0123456789ab 172.18.0.0/16"], Routes.Routes.Select(route => $"{route.Interface} {route.Network}"));

    [Theory]
    [InlineData("10.103.17.0/25", "host0")]
    [InlineData("10.103.0.0/16", "host0")]
    [InlineData("172.18.5.0/24", "br-0123456789ab")]
    [InlineData("10.104.0.0/16", null)]
    [InlineData("fd00::/64", null)]
    [InlineData("no subnet", null)]
    public void Whatever_lies_in_a_route_or_around_it_is_found(string subnet, string? taken) =>
        Assert.Equal(taken, Routes.CoveredBy(subnet, _ => false)?.Interface);

    [Fact]
    public void A_network_may_keep_what_its_own_bridge_has() => Assert.Null(Routes.CoveredBy("172.18.0.0/16", name => name == "br-0123456789ab"));

    [Fact]
    public void Compose_says_which_subnets_are_fixed() => Assert.Equal(
        [KeyValuePair.Create("shop_backend", "10.1.0.0/24")],
        StartNeeds.Parse("""{"name":"shop","networks":{"default":{"name":"shop_default","ipam":{}},"backend":{"name":"shop_backend","ipam":{"config":[{"subnet":"10.1.0.0/24"}]}},"ext":{"name":"ext","external":true}}}""").Subnets);
}

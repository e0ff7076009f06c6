using Xunit;

namespace CoinPilot.Hosts;

public sealed class HoldingsTests
{
    [Fact]
    public void It_says_exactly_what_goes_and_what_stays()
    {
        var holdings = Read(
            "stack\tours", "goes\tunit /etc/systemd/system/shop-compose.service", "goes\tcontainer shop-db", "goes\tcontainer shop-web", "goes\tobject aa", "goes\tobject bb",
            "goes\ttag coinpilot/shop/db:1", "stays\tvolume shop_data", "stays\tfile /etc/coinpilot/shop/.env", "stays\tfile /var/lib/coinpilot/shop/foreign-unit");

        Assert.Equal(
            """
            goes
              units: /etc/systemd/system/shop-compose.service
              containers: shop-db, shop-web
              2 shipped files and folders
              1 image tags coinpilot/…
            stays
              volumes: shop_data
              files: /etc/coinpilot/shop/.env, /var/lib/coinpilot/shop/foreign-unit
              images under their own names (docker image prune -a takes those that nothing uses)

            """,
            holdings.ToString());
        Assert.Equal("/var/lib/coinpilot/shop/foreign-unit", holdings.FormerUnit);
    }

    [Fact]
    public void A_unit_of_somebody_else_stays_with_its_containers()
    {
        var holdings = Read("stack\tforeign", "goes\trelease 20261124-053107-ab12cd3", "stays\tunit shop-compose.service", "stays\tcontainer shop-db");

        Assert.Contains("a unit that CoinPilot did not make: shop-compose.service\n  its containers: shop-db", holdings.ToString(), StringComparison.Ordinal);
        Assert.Null(holdings.FormerUnit);
    }

    private static Holdings Read(params string[] lines) => Holdings.Read(HostFacts.Parse(string.Join('\n', lines)));
}

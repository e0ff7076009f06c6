using Xunit;

namespace CoinPilot.Hosts;

public sealed class HoldingsTests
{
    [Fact]
    public void It_says_exactly_what_goes_and_what_stays()
    {
        Holdings holdings = new(
            IsForeign: false,
            [
                new("unit", "/etc/systemd/system/shop-compose.service"), new("container", "shop-db"), new("container", "shop-web"), new("object", "aa"), new("object", "bb"),
                new("tag", "coinpilot/shop/db:1"),
            ],
            [new("volume", "shop_data"), new("file", "/etc/coinpilot/shop/.env"), new("file", "/var/lib/coinpilot/shop/foreign-unit")]);

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
        Holdings holdings = new(IsForeign: true, [new("release", "20261124-053107-ab12cd3")], [new("unit", "shop-compose.service"), new("container", "shop-db")]);

        Assert.Contains("a unit that CoinPilot did not make: shop-compose.service\n  its containers: shop-db", holdings.ToString(), StringComparison.Ordinal);
        Assert.Null(holdings.FormerUnit);
    }
}

using CoinPilot.Releases;
using Xunit;

namespace CoinPilot.Hosts;

public sealed class UnitOwnerTests
{
    private static readonly AppName App = AppName.Parse("shop");

    [Fact]
    public void A_unit_of_another_app_is_refused()
    {
        var finding = Assert.Single(UnitOwner.Check(TestHost.Healthy with { UnitText = "[Unit]\nX-CoinPilot-App=blog\nX-CoinPilot-Release=1\n" }, App, "shop-compose.service"));

        Assert.Contains("belongs to the app 'blog'", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_unit_of_the_same_app_is_refused_with_both_ways_out()
    {
        var finding = Assert.Single(UnitOwner.Check(TestHost.Healthy with { OtherUnits = ["trading.service"] }, App, "shop-compose.service"));

        Assert.Equal(Severity.Error, finding.Severity);
        Assert.Contains("trading.service is the unit of the app 'shop' on this host", finding.Message, StringComparison.Ordinal);
        Assert.Contains("--unit-name trading.service", finding.Fix, StringComparison.Ordinal);
        Assert.Contains("./build.sh Remove --unit-name trading.service", finding.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_two_that_are_there_one_can_be_taken_away_without_stopping_the_stack()
    {
        var finding = Assert.Single(UnitOwner.Check(TestHost.Healthy with { Current = "20261124-053107-ab12cd3", OtherUnits = ["trading.service"] }, App, "shop-compose.service"));

        Assert.Contains("sudo systemctl disable trading.service && sudo rm /etc/systemd/system/trading.service", finding.Fix, StringComparison.Ordinal);
        Assert.DoesNotContain("--now", finding.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void A_unit_of_the_hosts_own_is_refused_with_what_the_host_says_of_it()
    {
        var finding = Assert.Single(UnitOwner.Check(TestHost.Healthy with { UnitTrouble = new("ssh.service comes with this host's system", "give another --unit-name") }, App, "ssh.service"));

        Assert.Equal(("ssh.service comes with this host's system.", "give another --unit-name"), (finding.Message, finding.Fix));
    }

    [Fact]
    public void One_unit_is_fine() => Assert.Empty(UnitOwner.Check(TestHost.Healthy, App, "shop-compose.service"));
}

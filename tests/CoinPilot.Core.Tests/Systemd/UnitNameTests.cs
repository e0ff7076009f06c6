using Xunit;

namespace CoinPilot.Systemd;

public sealed class UnitNameTests
{
    [Theory]
    [InlineData("coinpilot-compose.service", true)]
    [InlineData("a@b.service", true)]
    [InlineData("a@.service", false)]
    [InlineData(".service", false)]
    [InlineData("a b.service", false)]
    [InlineData("../a.service", false)]
    [InlineData("coinpilot", false)]
    public void A_service_has_a_name_that_systemd_takes(string name, bool expected) =>
        Assert.Equal(expected, UnitName.IsService(name));
}

using Xunit;

namespace CoinPilot.Compose.Reports;

public sealed class CoveredTextTests
{
    [Theory]
    [InlineData("DB_PASSWORD: hunter2")]
    [InlineData("- DB_PASSWORD=hunter2")]
    [InlineData("environment: { A: 1, API_TOKEN: hunter2, B: 2 }")]
    [InlineData("PASSWORD: ${PASSWORD:-hunter2}")]
    [InlineData("image: x/${API_TOKEN:-hunter2}/y")]
    [InlineData("DATABASE: postgres://user:hunter2@db/name")]
    [InlineData("command: [\"redis-server\", \"--requirepass\", \"hunter2\"]")]
    [InlineData("command: server --password hunter2")]
    public void A_secret_is_covered(string line)
    {
        var text = Assert.Single(CoveredText.Of([line]));

        Assert.DoesNotContain("hunter", text, StringComparison.Ordinal);
        Assert.Contains("…", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_below_its_key_is_covered() =>
        Assert.Equal(
            ["environment:", "  TOKEN: >-", "    …", "    …", "  OTHER: shown"],
            CoveredText.Of(["environment:", "  TOKEN: >-", "    hunter2", "    hunter3", "  OTHER: shown"]));

    [Fact]
    public void A_reference_to_a_variable_is_no_secret() =>
        Assert.Equal(["DB_PASSWORD: ${DB_PASSWORD:?set it}"], CoveredText.Of(["DB_PASSWORD: ${DB_PASSWORD:?set it}"]));
}

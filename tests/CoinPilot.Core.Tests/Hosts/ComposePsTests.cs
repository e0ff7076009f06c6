using Xunit;

namespace CoinPilot.Hosts;

public sealed class ComposePsTests
{
    private const string Web = """{"Service":"web","Name":"shop-web-1","State":"restarting","Status":"Restarting (3) 2 seconds ago","ExitCode":3,"Health":""}""";
    private const string Db = """{"Service":"db","Name":"shop-db-1","State":"running","Status":"Up 5 seconds (healthy)","ExitCode":0}""";

    [Theory]
    [InlineData(Web + "\n" + Db)]
    [InlineData("[" + Web + "," + Db + "]")]
    public void The_table_has_the_services_that_are_asked_for(string output) =>
        Assert.Equal(
            """
            NAME        STATE       EXIT CODE  STATUS
            shop-web-1  restarting          3  Restarting (3) 2 seconds ago
            """.ReplaceLineEndings("\n"),
            ComposePs.Parse(output.Split('\n'), null).TableOf(["web", "bot"]));

    [Fact]
    public void A_service_without_a_container_has_no_row() => Assert.Equal("", ComposePs.Parse([Db], null).TableOf(["web"]));

    [Theory]
    [InlineData("no JSON", null)]
    [InlineData(Web, "it ended with exit code 124")]
    public void What_cannot_be_read_is_said(string line, string? trouble)
    {
        var ps = ComposePs.Parse([line], trouble);

        Assert.Empty(ps.Containers);
        Assert.Contains(trouble ?? "another form", ps.Trouble, StringComparison.Ordinal);
    }
}

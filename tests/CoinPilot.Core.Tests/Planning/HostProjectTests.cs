using CoinPilot.Hosts;
using Xunit;

namespace CoinPilot.Planning;

public static class HostProjectTests
{
    private const string Objects = "/var/lib/coinpilot/shop/objects";

    [Fact]
    public static void Each_value_has_a_place_and_an_empty_map_is_one()
    {
        var project = HostProject.Parse("""{"name":"shop","services":{"web":{"image":"a:1","ports":[{"target":80},{"target":81}],"labels":{"a.b":"c"},"build":null,"volumes":[]}},"networks":{}}""");

        Assert.Equal(
            [
                "name - = \"shop\"", "networks - = {}", "services web build = null", "services web image = \"a:1\"", "services web labels.a.b = \"c\"", "services web ports.0.target = 80",
                "services web ports.1.target = 81", "services web volumes = []",
            ],
            project.Values.Select(leaf => $"{leaf.Key.Section} {leaf.Key.Name} {(leaf.Key.Path.Length > 0 ? $"{leaf.Key.Path} " : "")}= {leaf.Value}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("nothing")]
    [InlineData("")]
    public static void What_is_no_project_is_refused(string json) => Assert.Throws<FormatException>(() => HostProject.Parse(json));

    [Fact]
    public static void Images_and_borrowed_volumes_are_known_by_service()
    {
        var project = HostProject.Parse("""{"services":{"a":{"image":"x:1"},"b":{"build":{}},"c":{"image":"$(id)","volumes_from":["a"]},"d":{"volumes_from":[]}}}""");

        Assert.Equal([KeyValuePair.Create("a", "x:1"), KeyValuePair.Create("c", "$(id)")], project.Images);
        Assert.Equal(["c"], project.TakesVolumes);
    }

    [Fact]
    public static void Of_services_only_those_in_both_are_compared()
    {
        var now = HostProject.Parse("""{"services":{"gone":{"image":"a"},"web":{"image":"a:1","user":"me"}},"volumes":{"data":{"name":"old"}}}""");
        var next = HostProject.Parse("""{"services":{"new":{"image":"a"},"web":{"image":"a:2","tty":true}},"volumes":{"data":{"name":"new"},"more":{}}}""");

        Assert.Equal(
            [new("-", '+', "volumes.more"), new("-", '~', "volumes.data.name"), new("web", '+', "tty"), new("web", '-', "user"), new ConfigDifference("web", '~', "image")],
            ProjectDifferences.Between(now, next, Objects));
    }

    [Fact]
    public static void A_path_of_shipped_content_is_told_and_no_other_value()
    {
        var now = HostProject.Parse($$$$$"""{"services":{"web":{"volumes":[{"source":"{{{{{Objects}}}}}/aa/x"}],"environment":{"A":"secret 1"}}}}""");
        var next = HostProject.Parse($$$$$"""{"services":{"web":{"volumes":[{"source":"{{{{{Objects}}}}}/bb/x"}],"environment":{"A":"{{{{{Objects}}}}}2"}}}}""");

        var differences = ProjectDifferences.Between(now, next, Objects);

        Assert.Equal([new("web", '~', "environment.A"), new ConfigDifference("web", '~', "volumes.0.source", $"{Objects}/bb/x")], differences);
    }

    [Fact]
    public static void The_same_project_does_not_differ() =>
        Assert.Empty(ProjectDifferences.Between(HostProject.Parse("""{"services":{"a":{"image":"x"}}}"""), HostProject.Parse("""{"services":{ "a":{"image":"x"}}}"""), Objects));

    [Fact]
    public static void A_variable_is_new_or_another_and_one_that_Compose_does_not_set_is_the_images()
    {
        var next = HostProject.Parse("""{"services":{"web":{"environment":{"SAME":"a=b","COST":"5$$","OTHER":"2","NEW":"\u003c","NONE":null}},"idle":{"environment":{"A":"1"}}}}""");

        var differences = EnvironmentDifferences.Of(
            next, [KeyValuePair.Create("web", ImmutableArrayOf("PATH=/bin", "SAME=a=b", "COST=5$", "OTHER=1")), KeyValuePair.Create("web", ImmutableArrayOf("OTHER=2")), KeyValuePair.Create("idle", ImmutableArrayOf())]);

        Assert.Equal([new("web", '~', "OTHER"), new ConfigDifference("web", '+', "NEW")], differences);
    }

    private static System.Collections.Immutable.ImmutableArray<string> ImmutableArrayOf(params string[] items) => [.. items];
}

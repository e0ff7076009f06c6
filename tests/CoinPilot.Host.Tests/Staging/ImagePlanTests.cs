using System.Collections.Immutable;
using CoinPilot.Agent.Staging;
using CoinPilot.Releases;
using Xunit;

namespace CoinPilot.Staging;

public sealed class ImagePlanTests
{
    // web is built; worker runs what web builds, migrate is built too, under a name of its own.
    private static readonly ReleaseConf Conf = new()
    {
        Project = "shop",
        Images = ReleaseConf.ReadImages("db=postgres:17 cache=redis:7 queue=redis:7 local=shop/local:1 web=shop-web worker=shop-web migrate=shop-migrate"),
        Built = ["web", "migrate"],
        NeverPulled = ["local"],
    };

    [Fact]
    public void Each_name_is_pulled_once_and_what_is_built_or_local_is_not()
    {
        var plan = ImagePlan.Of(Conf, []);

        Assert.Equal(["postgres:17", "redis:7"], plan.Pulls);
        Assert.Equal(["web", "migrate"], plan.Builds);
    }

    [Fact]
    public void What_is_reused_is_neither_built_nor_pulled()
    {
        var plan = ImagePlan.Of(Conf, ["web", "db"]);

        Assert.Equal(["redis:7"], plan.Pulls);
        Assert.Equal(["migrate"], plan.Builds);
    }

    [Theory]
    [InlineData("local", "shop/local:1", "shop/local:1")]
    [InlineData("worker", "shop-web", "new/web")]
    public void A_tag_is_made_from_the_name_or_from_the_build_of_another_service(string service, string reference, string source) =>
        Assert.Equal(source, SourceOf(ImagePlan.Of(Conf, []), service, reference));

    [Theory]
    [InlineData("web", "shop-web", "old/web")]
    [InlineData("worker", "shop-web", "old/web")]
    public void Or_from_the_release_before(string service, string reference, string source) =>
        Assert.Equal(source, SourceOf(ImagePlan.Of(Conf, ["web"]), service, reference));

    private static string SourceOf(ImagePlan plan, string service, string reference) => plan.SourceOf(service, reference, name => $"old/{name}", name => $"new/{name}");
}

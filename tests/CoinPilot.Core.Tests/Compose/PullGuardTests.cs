using CoinPilot.Compose.Pulls;
using Xunit;

namespace CoinPilot.Compose;

public sealed class PullGuardTests
{
    [Fact]
    public void Every_service_is_classified()
    {
        var project = MemoryFiles.Project(
            """
            name: app
            services:
              built: {build: ./b, image: "bot:latest"}
              unnamed: {build: ./b}
              registry: {image: "redis:7.2.4-alpine"}
              shares: {image: bot}
              shares_unnamed: {image: app-unnamed, pull_policy: never}
              local: {image: "mine:1", pull_policy: never}
            """);

        Assert.Equal(
            ["Covered Build", "Covered Build", "Pulled Registry", "Exposed SharedBuild", "Skipped SharedBuild", "Skipped LocalOnly"],
            PullGuard.Of(project).Select(e => $"{e.Outcome} {e.Source.GetType().Name}"));
    }

    [Fact]
    public void An_image_that_only_another_service_builds_is_an_error_with_the_fix()
    {
        var project = MemoryFiles.Project("services: {a: {build: ., image: bot}, b: {image: 'docker.io/library/bot:latest'}}");

        var finding = Assert.Single(PullGuard.Check(project));
        Assert.Equal("add `pull_policy: never` to 'b'", finding.Fix);
    }
}

using Xunit;

namespace CoinPilot.Releases;

public sealed class ShippingTests
{
    [Fact]
    public void What_exists_and_is_read_only_travels_and_what_does_not_exist_is_state()
    {
        var shipping = Of("volumes: ['./conf:/conf:ro', './state:/state', '/etc/hosts:/etc/hosts:ro', 'data:/data']", ("/p/conf", ""));

        Assert.Equal(["/p/conf"], shipping.Paths.Select(path => path.LocalPath));
        Assert.Empty(shipping.Findings);
    }

    [Fact]
    public void What_exists_and_is_writable_is_an_error_that_names_both_ways_out()
    {
        var finding = Assert.Single(Of("volumes: ['./conf:/conf']", ("/p/conf", "")).Findings);

        Assert.Equal("writable-shipped-mount", finding.Rule);
        Assert.Contains("`:ro`", finding.Fix, StringComparison.Ordinal);
        Assert.Contains("named volume", finding.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void State_does_not_leave_the_project_directory() =>
        Assert.Equal("state-outside", Assert.Single(Of("volumes: ['../state:/state']").Findings).Rule);

    [Fact]
    public void A_build_needs_its_context_and_its_dockerfile()
    {
        Assert.Equal("build-context-missing", Assert.Single(Of("build: ./web").Findings).Rule);
        Assert.Equal("dockerfile-missing", Assert.Single(Of("build: ./web", ("/p/web/app.py", "")).Findings).Rule);
        Assert.Equal("dockerfile-outside", Assert.Single(Of("build: { context: ./web, dockerfile: ../Dockerfile }", ("/p/web/app.py", ""), ("/p/Dockerfile", "")).Findings).Rule);
        Assert.Empty(Of("build: ./web", ("/p/web/Dockerfile", "FROM scratch")).Findings);
    }

    private static Shipping Of(string service, params (string, string)[] files)
    {
        var text = $$"""
            services:
              web:
                image: web:1
                {{service}}
            volumes: { data: {} }
            """;
        return Shipping.Of(ReleaseSamples.Project(text, files), ReleaseSamples.Files(text, files));
    }
}

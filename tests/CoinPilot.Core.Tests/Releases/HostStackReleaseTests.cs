using System.Collections.Immutable;
using Xunit;

namespace CoinPilot.Releases;

/// <summary>Releases of a stack that lies on the host: it is referred to where it lies.</summary>
public sealed class HostStackReleaseTests
{
    private const string Text = """
        services:
          web:
            build: { context: ./web, dockerfile: ../Dockerfile.web }
            env_file: [./web.env, { path: ./later.env, required: false }]
            volumes:
              - ./nginx.conf:/etc/nginx.conf:ro
              - ./state:/state
              - ./made-by-hand:/new
        """;

    private static readonly (string, string)[] Files =
        [("/p/web/a", ""), ("/p/Dockerfile.web", ""), ("/p/web.env", "A=1"), ("/p/nginx.conf", ""), ("/p/state/db", "")];

    [Fact]
    public void What_is_used_in_place_is_read_only_configuration_contexts_and_files()
    {
        var shipping = Shipping.Of(ReleaseSamples.Project(Text, Files), ReleaseSamples.Files(Text, Files), inPlace: true);

        Assert.Empty(shipping.Findings);
        Assert.Equal(
            ["context /p/web", "dockerfile /p/Dockerfile.web", "env /p/web.env", "mount /p/nginx.conf"],
            shipping.Paths.Select(path => $"{CheckoutFile.WordOf(path.Use)} {path.LocalPath}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_relative_path_means_the_checkout()
    {
        var text = Override("1");

        Assert.Contains("context: \"/p/web\"", text, StringComparison.Ordinal);
        Assert.Contains("source: \"/p/nginx.conf\"", text, StringComparison.Ordinal);
        Assert.Contains("source: \"/p/state\"", text, StringComparison.Ordinal);
        Assert.Contains("source: \"/p/made-by-hand\"", text, StringComparison.Ordinal);
        Assert.Contains("path: \"/p/web.env\"", text, StringComparison.Ordinal);
        Assert.Contains("path: \"/p/later.env\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("/objects/", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Changed_content_of_a_mount_changes_a_label()
    {
        Assert.Equal(Override("1"), Override("1"));
        Assert.NotEqual(Override("1"), Override("2"));
    }

    [Fact]
    public void The_digests_are_part_of_the_release_and_of_its_content()
    {
        var one = ReleaseComposer.Compose(Request("1"));
        var two = ReleaseComposer.Compose(Request("2"));

        Assert.NotEqual(one.Manifest.ContentDigest, two.Manifest.ContentDigest);
        Assert.NotEqual(one.Manifest.Services[0].BuildDigest, two.Manifest.Services[0].BuildDigest);
        Assert.Equal("/p", one.Manifest.HostDirectory);
        Assert.Empty(one.Manifest.Objects);
        Assert.Equal("1\tcontext\tDockerfile\teF5hJAo=\t/p/web\n", one.Files[ReleaseFile.Checkout]);
    }

    private static ReleaseRequest Request(string digest) => ReleaseSamples.Request(Text.Replace("..", ".", StringComparison.Ordinal), [.. Files, ("/p/web/Dockerfile.web", "")]) with
    {
        HostDirectory = "/p",
        Objects = Objects(digest),
        Checkout = [new(digest, "context", "/p/web", "Dockerfile", "x^a$\n")],
    };

    private static ShippedObjects Objects(string digest) => new(Shipping.Of(ReleaseSamples.Project(Text, Files), ReleaseSamples.Files(Text, Files), inPlace: true).Paths
        .ToImmutableDictionary(path => (path.LocalPath, path.Use), path => new ShippedObject(digest, "", InPlace: path.LocalPath)));

    private static string Override(string digest) =>
        OverrideFile.Render(ReleaseSamples.Project(Text, Files), Objects(digest), ReleaseSamples.Layout, ReleaseSamples.Layout.HostEnvFile, path => path);
}

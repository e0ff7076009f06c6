using System.Text.Json.Nodes;
using Xunit;

namespace CoinPilot.Releases;

public sealed class ReleaseManifestTests
{
    private static readonly ReleaseManifest Manifest = ReleaseComposer.Compose(ReleaseSamples.Request("services: { web: { image: \"shop/web:1\" } }\n")).Manifest;

    [Fact]
    public void What_is_written_is_read_again()
    {
        var read = ReleaseManifest.Parse(Manifest.ToJson());

        Assert.Equal(Manifest.ToJson(), read.ToJson());
        Assert.NotEmpty(read.FileDigests);
        Assert.Equal("web", Assert.Single(read.Services).Name);
    }

    [Fact]
    public void What_an_older_client_did_not_write_has_its_default()
    {
        var json = JsonNode.Parse(Manifest.ToJson())!.AsObject();
        json.Remove("fileDigests");
        json.Remove("dirty");
        json["services"]![0]!.AsObject().Remove("imageId");

        var read = ReleaseManifest.Parse(json.ToJsonString());

        Assert.Empty(read.FileDigests);
        Assert.False(read.Dirty);
        Assert.Null(read.Services[0].ImageId);
    }

    [Fact]
    public void One_that_lacks_what_it_must_have_is_refused()
    {
        var json = JsonNode.Parse(Manifest.ToJson())!.AsObject();
        json.Remove("contentDigest");

        var refused = Assert.Throws<FormatException>(() => ReleaseManifest.Parse(json.ToJsonString()));

        Assert.StartsWith("A manifest.json on the host cannot be read", refused.Message, StringComparison.Ordinal);
    }
}

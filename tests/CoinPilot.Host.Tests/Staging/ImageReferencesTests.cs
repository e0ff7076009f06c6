using CoinPilot.Agent;
using CoinPilot.Agent.Staging;
using CoinPilot.Hosts;
using CoinPilot.Releases;
using Xunit;

namespace CoinPilot.Staging;

public sealed class ImageReferencesTests
{
    [Fact]
    public void Names_of_images_and_those_that_only_the_host_knows_are_taken() =>
        ImageReferences.DemandPairs("db=registry.example:5000/team/postgres:17 web=shop-web a.b_c-1=- pinned=redis@sha256:00ff");

    [Theory]
    [InlineData("web=--quiet")]
    [InlineData("web=/*")]
    [InlineData("web=")]
    [InlineData("web=a b")]
    [InlineData("-web=redis")]
    [InlineData("web;x=redis")]
    [InlineData("web=redis;touch")]
    public void An_option_a_pattern_and_a_command_are_none(string words) =>
        Assert.Equal(ExitStatus.BadInput, Assert.Throws<VerbFailedException>(() => ImageReferences.DemandPairs(words)).Failure.ExitCode);

    [Fact]
    public void What_the_client_could_not_know_is_what_Compose_reads()
    {
        ReleaseConf conf = new() { Project = "shop", EnvFile = "/etc/.env", Images = ReleaseConf.ReadImages("db=redis:7 web=-") };

        var resolved = ImageReferences.Resolved(conf, Needs("shop/web:3"));

        Assert.Equal("db=redis:7 web=shop/web:3", ReleaseConf.WriteImages(resolved.Images));
        Assert.Equal("project='shop'\nimages='db=redis:7 web=shop/web:3'\nbuilt=''\n", ImageReferences.Rewritten("project='shop'\nimages='db=redis:7 web=-'\nbuilt=''\n", resolved));
    }

    [Theory]
    [InlineData("--quiet", "the image of the service web is no name of an image")]
    [InlineData("a b", "the image of the service web is no name of an image")]
    [InlineData(null, "Compose names no image for a service of this release")]
    public void And_is_a_name(string? reference, string error)
    {
        ReleaseConf conf = new() { Project = "shop", EnvFile = "/etc/.env", Images = ReleaseConf.ReadImages("web=-") };

        Assert.Equal(error, Assert.Throws<VerbFailedException>(() => ImageReferences.Resolved(conf, Needs(reference))).Message);
    }

    private static StartNeeds Needs(string? reference) => new("shop", [], [], [], [], []) { Images = reference is null ? [] : [new("web", reference)] };
}

using CoinPilot.Hosts;
using CoinPilot.Planning;
using Xunit;

namespace CoinPilot.Inspection;

/// <summary>What a release determines, beside what is on a host.</summary>
public sealed class ReleaseComparisonTests
{
    private const string Json = """
        {
          "name": "shop",
          "services": {
            "web": {
              "image": "shop/web:1",
              "environment": { "COLOUR": "blue", "PASSWORD": "a$$b" },
              "networks": { "default": null, "backend": null },
              "volumes": [
                { "type": "volume", "source": "data", "target": "/data" },
                { "type": "bind", "source": "/srv/files", "target": "/files/" },
                { "type": "volume", "target": "/cache" }
              ]
            },
            "side": { "image": "shop/side:1", "network_mode": "service:web" }
          },
          "networks": {
            "default": { "name": "shop_default", "ipam": {} },
            "backend": { "name": "shop_backend", "internal": true, "ipam": { "config": [ { "subnet": "10.5.0.0/24" } ] } },
            "shared": { "name": "shared", "external": true, "driver": "overlay" }
          },
          "volumes": { "data": { "name": "shop_data", "driver_opts": { "type": "none", "o": "bind", "device": "/srv/a" } }, "old": { "name": "old", "external": true } }
        }
        """;

    private static readonly ContainerFacts Web = new(
        "web", ["COLOUR=blue", "PASSWORD=a$b", "PATH=/bin"], ["shop_default", "shop_backend"],
        [
            new("web", "/data", MountKind.Volume, "shop_data"), new("web", "/files", MountKind.Bind, "/srv/files"),
            new("web", "/cache", MountKind.Volume, new string('a', 64)), new("web", "/made-by-the-image", MountKind.Volume, new string('b', 64)),
        ]);

    private static readonly ContainerFacts Side = new("side", [], [], []);

    private static readonly MadeNetwork[] Networks = [new("shop_default", "bridge", false, "172.18.0.0/16"), new("shop_backend", "bridge", true, "10.5.0.0/24"), new("shared", "bridge", false, "")];

    private static readonly MadeVolume[] Volumes = [new("shop_data", "local", "device=/srv/a o=bind type=none"), new("old", "nfs", "")];

    [Fact]
    public void All_is_as_released() => Assert.Empty(Of(Web, Networks, Volumes));

    [Fact]
    public void Variables_are_told_by_their_names_alone()
    {
        var difference = Assert.Single(Of(Web with { Environment = ["COLOUR=red"] }, Networks, Volumes));

        Assert.Equal((DifferenceKind.Variables, "web has not the values of COLOUR, PASSWORD that the release gives it now"), (difference.Kind, difference.Text));
    }

    [Fact]
    public void Networks_that_a_container_lacks_or_has_besides_are_told() => Assert.Equal(
        ["web is not attached to the network shop_backend", "web is attached to the network hand-made, which the release does not say"],
        Of(Web with { Networks = ["shop_default", "hand-made"] }, Networks, Volumes).Select(one => one.Text));

    [Fact]
    public void A_container_that_nobody_finds_by_its_name_is_told() => Assert.Equal(
        ["web does not have its name in the network shop_default, so nobody finds it there"],
        Of(Web with { Nameless = ["shop_default", "elsewhere"] }, Networks, Volumes).Select(one => one.Text));

    [Fact]
    public void Mounts_that_are_others_missing_or_besides_are_told() => Assert.Equal(
        ["/data of web is shop_other, not shop_data", "/files of web is not mounted", "/more of web is the volume shop_more, which the release does not say"],
        Of(Web with { Mounts = [new("web", "/data", MountKind.Volume, "shop_other"), Web.Mounts[2], new("web", "/more", MountKind.Volume, "shop_more")] }, Networks, Volumes).Select(one => one.Text));

    [Fact]
    public void Networks_and_volumes_that_were_made_otherwise_are_told() => Assert.Equal(
        [
            "the network shop_backend was made with internal false, not true, subnet 10.6.0.0/24, not 10.5.0.0/24",
            "the volume shop_data was made with driver_opts none, not device=/srv/a o=bind type=none",
        ],
        Of(Web, [Networks[0], new("shop_backend", "bridge", false, "10.6.0.0/24")], [new("shop_data", "local", "")]).Select(one => one.Text));

    private static System.Collections.Immutable.ImmutableArray<ReleaseDifference> Of(ContainerFacts web, MadeNetwork[] networks, MadeVolume[] volumes) =>
        ReleaseComparison.Of(HostProject.Parse(Json), StartNeeds.Parse(Json), [web, Side], [.. networks], [.. volumes]);
}

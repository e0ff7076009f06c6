using System.Text.RegularExpressions;
using CoinPilot.Releases;
using CsCheck;
using Xunit;

namespace CoinPilot.Host;

/// <summary>The names of a release's images: one for each service, the same for both halves, taken by Docker.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed partial class ImageTagTests
{
    private const string Id = "20261130-101500-abcdef0";

    private static readonly string[] Awkward =
        ["web", "Web", "WEB", "wEb", "x-57eb", "x-ray", "x", "_a", "a_", "a__b", "a___b", "a..b", "a.b", "a-.b", "a--b", "-a", "a-", ".", "_", "-", "a._b", "A.B_c-D"];

    private static readonly HostLayout Layout = new(AppName.Parse("tiny"));

    // What Compose takes for the name of a service; few letters, so that names resemble each other.
    private static readonly Gen<string> Names = Gen.Char["abABxX057._-"].Array[1, 12].Select(letters => new string(letters));

    public static TheoryData<string> Shells => HostParts.Shells;

    [Fact]
    public void Two_services_never_share_one_and_Docker_takes_each() => Gen.Select(Names, Names).Sample((one, other) =>
    {
        Assert.Matches(Reference(), Layout.ImageTag(one, Id));
        Assert.Equal(one == other, Layout.ImageTag(one, Id) == Layout.ImageTag(other, Id));
    }, iter: 20_000);

    [Fact]
    public void What_looks_alike_is_told_apart()
    {
        Assert.Equal(Awkward.Length, Awkward.Select(name => Layout.ImageTag(name, Id)).Distinct().Count());
        Assert.All(Awkward, name => Assert.Matches(Reference(), Layout.ImageTag(name, Id)));
    }

    [Theory]
    [InlineData("web")]
    [InlineData("x-ray")]
    [InlineData("a__b.c-2")]
    public void A_name_of_Docker_stays_as_it_is(string name) => Assert.Equal($"coinpilot/tiny/{name}:{Id}", Layout.ImageTag(name, Id));

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task The_host_gives_the_same_names(string shell)
    {
        using var parts = new HostParts();
        List<string> names = [.. Awkward];
        Names.Sample(names.Add, iter: 300, threads: 1);
        names = [.. names.Distinct()];
        parts.Write("base/names", string.Join('\n', names));

        var run = await parts.RunAsync(shell, $"""while read -r name; do name_tag "$name" {Id} && echo "$tag"; done <"$base/names" """);

        Assert.Equal(names.Select(name => Layout.ImageTag(name, Id)), run.StandardOutput.TrimEnd('\n').Split('\n'));
    }

    // The tags of what is on a host already are never made anew.
    [Theory]
    [MemberData(nameof(Shells))]
    public async Task A_release_of_before_keeps_its_names(string shell)
    {
        using var parts = new HostParts();
        parts.Write("base/releases/OLD/release.conf", "images='Web=a:1'");
        parts.Write("base/releases/NEW/release.conf", "images='Web=a:1'", "tags='exact'");

        var run = await parts.RunAsync(shell, "for id in OLD NEW NEXT; do name_tag Web $id; echo \"$tag\"; done");

        Assert.Equal("coinpilot/tiny/web:OLD\ncoinpilot/tiny.x/x-57eb:NEW\ncoinpilot/tiny.x/x-57eb:NEXT\n", run.StandardOutput);
    }

    // github.com/distribution/reference: path-component { "/" path-component } ":" tag.
    [GeneratedRegex(@"\A[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\z")]
    private static partial Regex Reference();
}

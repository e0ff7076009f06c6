using System.Text.RegularExpressions;
using CsCheck;
using Xunit;

namespace CoinPilot.Releases;

/// <summary>The names of a release's images: one for each service, each of which Docker takes.</summary>
public sealed partial class ImageTagTests
{
    private const string Id = "20261130-101500-abcdef0";

    private static readonly string[] Awkward =
        ["web", "Web", "WEB", "wEb", "x-57eb", "x-ray", "x", "_a", "a_", "a__b", "a___b", "a..b", "a.b", "a-.b", "a--b", "-a", "a-", ".", "_", "-", "a._b", "A.B_c-D"];

    private static readonly HostLayout Layout = new(AppName.Parse("tiny"));

    // What Compose takes for the name of a service; few letters, so that names resemble each other.
    private static readonly Gen<string> Names = Gen.Char["abABxX057._-"].Array[1, 12].Select(letters => new string(letters));

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

    // github.com/distribution/reference: path-component { "/" path-component } ":" tag.
    [GeneratedRegex(@"\A[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\z")]
    private static partial Regex Reference();
}

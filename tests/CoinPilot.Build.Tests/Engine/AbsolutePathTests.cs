using Nuke.Common.IO;
using Xunit;

namespace CoinPilot.Engine;

public sealed class AbsolutePathTests
{
    [Fact]
    public void Paths_are_joined_and_normalised()
    {
        AbsolutePath root = "/srv/coin";

        Assert.Equal("/srv/coin/a/b.json", root / "a" / "b.json");
        Assert.Equal("/srv/other", root / "../other");
        Assert.Equal("/srv/coin.bak", root + ".bak");
        Assert.True(root == "/srv/coin/");
    }

    [Fact]
    public void Parts_are_named()
    {
        AbsolutePath file = "/srv/coin/unit.service";

        Assert.Equal("unit.service", file.Name);
        Assert.Equal("unit", file.NameWithoutExtension);
        Assert.Equal(".service", file.Extension);
        Assert.Equal("/srv/coin", file.Parent);
    }

    [Fact]
    public void A_relative_path_is_refused()
    {
        Assert.Throws<ArgumentException>(() => (AbsolutePath)"coin");
    }
}

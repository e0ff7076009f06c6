using CoinPilot.Agent;
using CoinPilot.Agent.Cli;
using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Cli;

public sealed class AppsHereTests
{
    private readonly SimulatedHost host = new();

    [Fact]
    public void The_only_one_need_not_be_named()
    {
        Lay("shop");
        host.Files.LayFolder("/var/lib/coinpilot/something-else");

        Assert.Equal("shop", AppsHere.Choose(host.Files, null).Text);
        Assert.Equal("shop", AppsHere.Choose(host.Files, "shop").Text);
    }

    [Fact]
    public void One_of_several_must_be()
    {
        Lay("shop", "blog");

        Assert.Equal("blog", AppsHere.Choose(host.Files, "blog").Text);
        Refuses(null, "this host has 2 apps: blog, shop", "say which: --app blog");
        Refuses("shopp", "nothing was ever deployed for 'shopp' on this host; did you mean shop?", "this host has: blog, shop");
        Refuses("zzzzzzz", "nothing was ever deployed for 'zzzzzzz' on this host", "this host has: blog, shop");
    }

    [Fact]
    public void Where_there_is_none_that_is_said() => Refuses(null, "CoinPilot never deployed anything to this host", "./build.sh DeployUnit, from where you deploy");

    // A removal that died may have left only a unit.
    [Fact]
    public void Where_there_is_none_one_may_be_named() => Assert.Equal("shop", AppsHere.Choose(host.Files, "shop").Text);

    [Theory]
    [InlineData("Shop")]
    [InlineData("../etc")]
    [InlineData("-x")]
    public void What_is_no_name_is_refused(string name) =>
        Assert.Equal(ExitStatus.BadInput, Assert.Throws<VerbFailedException>(() => AppsHere.Choose(host.Files, name)).Failure.ExitCode);

    private void Lay(params string[] apps) => Array.ForEach(apps, app => host.Files.LayFolder($"/var/lib/coinpilot/{app}/releases"));

    private void Refuses(string? named, string why, string fix)
    {
        var refused = Assert.Throws<VerbFailedException>(() => AppsHere.Choose(host.Files, named));

        Assert.Equal((ExitStatus.BadInput, why, fix), (refused.Failure.ExitCode, refused.Message, refused.Failure.Fixes.Single()));
    }
}

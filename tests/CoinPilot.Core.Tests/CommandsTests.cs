using CoinPilot.Systemd;
using Xunit;

namespace CoinPilot;

/// <summary>What a person is told to type; it belongs to the process, so nothing else runs beside these tests.</summary>
[Collection(nameof(CommandsTests))]
[CollectionDefinition(nameof(CommandsTests), DisableParallelization = true)]
public sealed class CommandsTests : IDisposable
{
    public CommandsTests() => Commands.SpeakAsTyped(["--app", "shop"], ["--stable-for", "1s"]);

    public void Dispose() => Commands.SpeakAsTyped([], []);

    [Fact]
    public void Names_app_and_host_again_and_what_is_deployed_where_something_is()
    {
        Assert.Equal("./build.sh Status --app shop", Commands.Status);
        Assert.Equal("./build.sh DeployUnit --app shop --stable-for 1s", Commands.DeployUnit);
        Assert.Equal("./build.sh LabUp", Commands.LabUp);
        Assert.Equal("./build.sh DeployUnit", Commands.Plain("DeployUnit"));
    }

    // Else two runs with other options would never agree that nothing changed.
    [Fact]
    public void A_unit_does_not_depend_on_it()
    {
        var typed = UnitRenderer.Unit(Stacks.Deployed);
        Commands.SpeakAsTyped([], []);

        Assert.Equal(UnitRenderer.Unit(Stacks.Deployed), typed);
    }
}

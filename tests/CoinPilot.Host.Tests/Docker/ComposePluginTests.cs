using Xunit;

namespace CoinPilot.Agent.Docker;

public sealed class ComposePluginTests
{
    private static readonly ComposePlugin Client = new("/usr/bin/docker", IsSnap: false, "/usr/libexec/docker/cli-plugins/docker-compose", "2.40.0");
    private static readonly EngineInfo Engine = new("28.0.0", "overlay2", IsContainerdStore: false, IsRootless: false, IsPodman: false, "/var/lib/docker");

    [Fact]
    public void What_stands_in_for_docker_engine_is_called_by_its_name()
    {
        Assert.Equal("engine", Client.FlavourWith(Engine));
        Assert.Equal("engine", Client.FlavourWith(null));
        Assert.Equal("rootless", Client.FlavourWith(Engine with { IsRootless = true }));
        Assert.Equal("podman", Client.FlavourWith(Engine with { IsPodman = true }));
        Assert.Equal("podman", (Client with { IsPodman = true }).FlavourWith(Engine));
        Assert.Equal("snap", (Client with { IsSnap = true }).FlavourWith(Engine));
        Assert.Equal("missing", (Client with { DockerPath = "" }).FlavourWith(Engine));
    }
}

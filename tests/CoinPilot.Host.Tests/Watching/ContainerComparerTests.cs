using CoinPilot.Agent.Watching;
using CoinPilot.Hosts;
using Xunit;

namespace CoinPilot.Watching;

public sealed class ContainerComparerTests
{
    private static ContainerState One(params string[] ports) =>
        new("id", "web", "web", "image", "running", 0, "", DateTimeOffset.UnixEpoch, 0, "no", "") { Ports = [.. ports] };

    [Fact]
    public void Two_looks_at_one_container_with_the_same_ports_saw_the_same() =>
        Assert.True(ContainerComparer.Instance.Equals(One("0.0.0.0:80->80/tcp"), One("0.0.0.0:80->80/tcp")));

    [Fact]
    public void Another_port_or_another_state_is_a_change()
    {
        Assert.False(ContainerComparer.Instance.Equals(One("0.0.0.0:80->80/tcp"), One()));
        Assert.False(ContainerComparer.Instance.Equals(One(), One() with { Health = "healthy" }));
    }
}

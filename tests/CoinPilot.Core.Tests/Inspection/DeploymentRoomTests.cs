using CoinPilot.Hosts;
using Xunit;

namespace CoinPilot.Inspection;

public sealed class DeploymentRoomTests
{
    [Theory]
    [InlineData(new long[] { }, null, "19.1 GiB free")]
    [InlineData(new long[] { 0, 0 }, null, "19.1 GiB free")]
    [InlineData(new long[] { 4_000_000, 100_000, 200_000 }, 100L, "19.1 GiB free, enough for 100 deployments of 195.3 MiB each, as the last ones took")]
    [InlineData(new long[] { 1 }, 20_000_000L, "19.1 GiB free, enough for more than 1000 deployments of 1 KiB each, as the last ones took")]
    public void The_middle_one_of_the_last_deployments_tells(long[] took, long? deployments, string text)
    {
        var room = DeploymentRoom.Of(Host(took));

        Assert.Equal(deployments, room.Deployments);
        Assert.Equal(text, room.ToString());
        Assert.False(room.IsLow);
    }

    [Fact]
    public void Room_for_two_is_low()
    {
        Assert.True(DeploymentRoom.Of(Host([8_000_000])).IsLow);
        Assert.False(DeploymentRoom.Of(Host([6_000_000])).IsLow);
    }

    private static HostState Host(long[] took) => TestHost.Healthy with
    {
        DiskFreeKib = 20_000_000,
        Releases = [.. took.Select((kib, index) => new HostRelease($"2026112{index}-000000-abcdef0", true, null) { TookKib = kib })],
    };
}

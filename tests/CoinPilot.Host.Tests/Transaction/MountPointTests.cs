using CoinPilot.Agent.Transaction;
using Xunit;

namespace CoinPilot.Transaction;

public sealed class MountPointTests
{
    private const string MountInfo =
        """
        21 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
        30 21 0:26 / /var rw - tmpfs tmpfs rw
        31 30 0:27 / /var/lib/coin\040pilot ro - tmpfs tmpfs ro
        32 30 0:27 / /var/li rw - tmpfs tmpfs rw
        """;

    [Theory]
    [InlineData("/etc/systemd/system", "/")]
    [InlineData("/var/lib", "/var")]
    [InlineData("/var/lib/coin pilot", "/var/lib/coin pilot")]
    [InlineData("/var/lib/coin pilot/x", "/var/lib/coin pilot")]
    public void It_is_the_longest_that_the_path_lies_below(string path, string mount) => Assert.Equal(mount, MountPoint.Of(MountInfo, path));

    [Theory]
    [InlineData("/srv/data", false)]
    [InlineData("/var/spool", true)]
    [InlineData("/var/lib/coin pilot/x", true)]
    public void What_lies_in_memory_is_told_by_its_mount(string path, bool expected) => Assert.Equal(expected, MountPoint.IsInMemory(MountInfo, path));
}

using Xunit;

namespace CoinPilot.Hosts;

/// <summary>The far ends of connections, in the kernel's tables.</summary>
public sealed class ConnectionPeersTests
{
    // The first three columns are as in a table of a host; the last listens.
    private const string Table = """
          sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
           0: 0A11670A:0016 0111670A:B1C2 01 00000000:00000000 02:000A8E6A 00000000     0        0 1111 2 0000000000000000 20 4 30 10 -1
           1: 0A11670A:0016 0211670A:B1C2 01 00000000:00000000 02:000A8E6A 00000000     0        0 2222 2 0000000000000000 20 4 30 10 -1
           2: 0100007F:0016 0100007F:B1C2 01 00000000:00000000 02:000A8E6A 00000000     0        0 3333 2 0000000000000000 20 4 30 10 -1
           3: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4444 1 0000000000000000 100 0 0 10 0
        """;

    private const string Table6 = """
          sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
           0: 0000000000000000FFFF00000A11670A:0016 0000000000000000FFFF00000111670A:B1C2 01 00000000:00000000 02:000A8E6A 00000000     0        0 5555 2 0000000000000000 20 4 30 10 -1
           1: 000000FD000000000000000001000000:0016 000000FD000000000000000002000000:B1C2 01 00000000:00000000 02:000A8E6A 00000000     0        0 6666 2 0000000000000000 20 4 30 10 -1
        """;

    [Theory]
    [InlineData(Table, "1111", "10.103.17.1")]
    [InlineData(Table, "3333", "")]
    [InlineData(Table, "4444", "")]
    [InlineData(Table, "9999", "")]
    [InlineData(Table6, "5555", "10.103.17.1")]
    [InlineData(Table6, "6666", "fd00::2")]
    [InlineData("", "1111", "")]
    public void Are_told_of_the_sockets_that_are_asked_for(string table, string inode, string peer) =>
        Assert.Equal(peer, string.Join(' ', ConnectionPeers.Of(table, new HashSet<string> { inode })));
}

using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;

namespace CoinPilot.Hosts;

/// <summary>The far ends of connections, as the kernel lists them in /proc/net/tcp and /proc/net/tcp6 (proc_net_tcp(5)).</summary>
public static class ConnectionPeers
{
    private const string Established = "01";

    /// <summary>Without those on the host itself.</summary>
    /// <param name="inodes">Of the sockets that are asked for.</param>
    public static ImmutableArray<IPAddress> Of(string table, IReadOnlySet<string> inodes) =>
    [
        .. (from line in table.Split('\n')
            let words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            where words.Length > 9 && words[3] == Established && inodes.Contains(words[9])
            let address = Address(words[2].Split(':')[0])
            where address is not null && !IPAddress.IsLoopback(address)
            select address).Distinct(),
    ];

    // Words of four bytes, each as it lies in memory.
    private static IPAddress? Address(string text)
    {
        if (text.Length is not (8 or 32))
        {
            return null;
        }

        var bytes = new byte[text.Length / 2];
        for (var at = 0; at < bytes.Length; at += 4)
        {
            if (!uint.TryParse(text.AsSpan(at * 2, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var word))
            {
                return null;
            }

            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), word);
        }

        IPAddress address = new(bytes);
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }
}

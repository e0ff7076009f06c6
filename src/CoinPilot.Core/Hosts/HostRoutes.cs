using System.Collections.Immutable;
using System.Globalization;
using System.Net;

namespace CoinPilot.Hosts;

/// <summary>The networks that a host reaches by a route of its own, which a network of Docker's must not cover.</summary>
public sealed record HostRoutes(ImmutableArray<HostRoute> Routes)
{
    /// <summary>
    /// Reads /proc/net/route (proc(5)): a header, then one route a line, addresses in hexadecimal as they lie in memory. Of a
    /// default route only the gateway counts, which everything beyond is reached by.
    /// </summary>
    public static HostRoutes Parse(string text) => new(
    [
        .. from line in text.Split('\n').Skip(1)
           let words = line.Split('\t', StringSplitOptions.TrimEntries)
           where words.Length > 7
           let mask = Address(words[7])
           let target = Address(words[mask == 0 ? 2 : 1])
           where mask is not null && target is not null && (mask, target) is not (0, 0)
           let bits = mask == 0 ? uint.MaxValue : mask.Value
           select new HostRoute(words[0], new IPNetwork(Of(target.Value & bits), System.Numerics.BitOperations.PopCount(bits))),
    ]);

    /// <summary>
    /// Reads /proc/net/ipv6_route (the kernel's net/ipv6/route.c): target and its length, source and its length, next hop, …,
    /// interface, all in hexadecimal. What every link has for itself (fe80::/10, ff00::/8) and the loopback's are left out.
    /// </summary>
    public static HostRoutes ParseSix(string text) => new(
    [
        .. from line in text.Split('\n')
           let words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
           where words is [{ Length: 32 }, { Length: 2 }, _, _, { Length: 32 }, .., not "lo"]
           let isDefault = words[1] == "00"
           let target = SixOf(words[isDefault ? 4 : 0])
           where target is { IsIPv6LinkLocal: false, IsIPv6Multicast: false } && !target.Equals(IPAddress.IPv6Any)
           select new HostRoute(words[^1], new IPNetwork(target, isDefault ? 128 : Convert.ToInt32(words[1], 16))),
    ]);

    /// <summary>The routes of both.</summary>
    public HostRoutes With(HostRoutes others) => new([.. Routes, .. others.Routes]);

    /// <summary>The route that a subnet would cover, or lie within; null where there is none, or the subnet can't be read.</summary>
    /// <param name="own">Interfaces that the subnet may share: the network's own bridge.</param>
    public HostRoute? CoveredBy(string subnet, Func<string, bool> own) =>
        IPNetwork.TryParse(subnet, out var wanted) ? Routes.FirstOrDefault(route => !own(route.Interface) && Overlap(wanted, route.Network)) : null;

    /// <summary>Whether a subnet has an address; false for a subnet that can't be read.</summary>
    public static bool IsWithin(IPAddress address, string subnet) => IPNetwork.TryParse(subnet, out var wanted) && wanted.Contains(address);

    private static bool Overlap(IPNetwork one, IPNetwork other) =>
        one.BaseAddress.AddressFamily == other.BaseAddress.AddressFamily && (one.Contains(other.BaseAddress) || other.Contains(one.BaseAddress));

    private static uint? Address(string text) =>
        uint.TryParse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number) ? System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(number) : null;

    private static IPAddress? SixOf(string text) => text.All(char.IsAsciiHexDigit) ? new(Convert.FromHexString(text)) : null;

    private static IPAddress Of(uint address) => new(System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(address));
}

/// <param name="Interface">Such as <c>eth0</c>.</param>
public sealed record HostRoute(string Interface, IPNetwork Network);

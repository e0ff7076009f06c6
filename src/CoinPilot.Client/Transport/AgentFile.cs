using System.Collections.Immutable;
using System.IO.Compression;
using System.Security.Cryptography;

namespace CoinPilot.Transport;

/// <summary>The agent for one architecture, as it was published.</summary>
/// <param name="Digest">sha256 of the program: the name of its folder on the host.</param>
/// <param name="Packed">The program by gzip, as it travels.</param>
public sealed record AgentFile(string Digest, ReadOnlyMemory<byte> Packed)
{
    /// <summary>Packs a program.</summary>
    public static AgentFile Of(byte[] program)
    {
        using MemoryStream packed = new();
        using (GZipStream packer = new(packed, CompressionLevel.SmallestSize))
        {
            packer.Write(program);
        }

        return new(DigestOf(program), packed.ToArray());
    }

    public static string DigestOf(byte[] program) => Convert.ToHexStringLower(SHA256.HashData(program));
}

/// <summary>Where a client has its agents from.</summary>
public interface IAgentSource
{
    /// <summary>The digests of the agents that will do on such a host, those that are known without making one; the best first.</summary>
    /// <param name="architecture">As <c>uname -m</c> names it.</param>
    ImmutableArray<string> DigestsOf(string architecture);

    /// <summary>The best agent for a host, made now if need be; null for an architecture that there is none for. Throws <see cref="DeploymentException"/>.</summary>
    Task<AgentFile?> GetAsync(HostMachine machine, CancellationToken ct);
}

/// <param name="Architecture">As <c>uname -m</c> names it.</param>
/// <param name="Glibc">The version of its C library; null where that is another one, or not told.</param>
public sealed record HostMachine(string Architecture, Version? Glibc)
{
    /// <summary>From what the host says of itself: <c>x86_64 glibc 2.36</c>.</summary>
    public static HostMachine Parse(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new(words.ElementAtOrDefault(0) ?? "", words is [_, "glibc", var version, ..] && Version.TryParse(version, out var glibc) ? glibc : null);
    }
}

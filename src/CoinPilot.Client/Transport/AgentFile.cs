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
    /// <summary>The agent's digest, where it is known without making it; else null.</summary>
    /// <param name="architecture">As <c>uname -m</c> names it.</param>
    string? DigestOf(string architecture);

    /// <summary>The agent, made now if need be; null for an architecture that there is none for. Throws <see cref="DeploymentException"/>.</summary>
    Task<AgentFile?> GetAsync(string architecture, CancellationToken ct);
}

using System.Collections.Immutable;
using Renci.SshNet;

namespace CoinPilot.Transport;

/// <summary>The algorithms that are offered: those of a current OpenSSH client in its order, without SHA-1 (D082).</summary>
/// <remarks>What SSH.NET doesn't have is left out; what it has beyond them (CBC, 3DES, MD5, SHA-1, small groups) is not offered.</remarks>
internal static class SshAlgorithms
{
    // One key of each type is what a host has; a certificate can't be judged.
    public static readonly ImmutableArray<string> HostKeys =
        ["ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "rsa-sha2-512", "rsa-sha2-256"];

    private static readonly string[] KeyExchanges =
    [
        "mlkem768x25519-sha256", "sntrup761x25519-sha512", "sntrup761x25519-sha512@openssh.com", "curve25519-sha256", "curve25519-sha256@libssh.org",
        "ecdh-sha2-nistp256", "ecdh-sha2-nistp384", "ecdh-sha2-nistp521", "diffie-hellman-group-exchange-sha256", "diffie-hellman-group16-sha512",
        "diffie-hellman-group18-sha512", "diffie-hellman-group14-sha256",
    ];

    private static readonly string[] Ciphers =
        ["chacha20-poly1305@openssh.com", "aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "aes128-ctr", "aes192-ctr", "aes256-ctr"];

    private static readonly string[] Macs =
    [
        "umac-64-etm@openssh.com", "umac-128-etm@openssh.com", "hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com",
        "umac-64@openssh.com", "umac-128@openssh.com", "hmac-sha2-256", "hmac-sha2-512",
    ];

    private static readonly string[] Compressions = ["none", "zlib@openssh.com"];

    public static void Restrict(ConnectionInfo info, IEnumerable<string> hostKeys)
    {
        Keep(info.KeyExchangeAlgorithms, KeyExchanges);
        Keep(info.HostKeyAlgorithms, hostKeys);
        Keep(info.Encryptions, Ciphers);
        Keep(info.HmacAlgorithms, Macs);
        Keep(info.CompressionAlgorithms, Compressions);
    }

    private static void Keep<T>(IDictionary<string, T> offered, IEnumerable<string> names)
    {
        var known = offered.ToDictionary();
        offered.Clear();
        foreach (var name in names.Where(known.ContainsKey))
        {
            offered.Add(name, known[name]);
        }
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace CoinPilot.Transport;

/// <summary>A host's public key as it stands on the wire (RFC 4253, 6.6): its type is its first string.</summary>
public sealed class HostKey : IEquatable<HostKey>
{
    private readonly byte[] _blob;

    private HostKey(string type, byte[] blob)
    {
        Type = type;
        _blob = blob;
    }

    /// <summary>The key's type (ssh-ed25519, ssh-rsa, …), not the signature algorithm.</summary>
    public string Type { get; }

    public string Base64 => Convert.ToBase64String(_blob);

    /// <summary><c>SHA256:</c> and unpadded base64, as ssh and ssh-keygen print it.</summary>
    public string Fingerprint => "SHA256:" + Convert.ToBase64String(SHA256.HashData(_blob)).TrimEnd('=');

    public static bool TryRead(ReadOnlySpan<byte> blob, out HostKey? key)
    {
        key = null;
        if (blob.Length < 4)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(blob);
        if (length is 0 or > 64 || length > blob.Length - 4)
        {
            return false;
        }

        key = new HostKey(Encoding.ASCII.GetString(blob.Slice(4, (int)length)), blob.ToArray());
        return true;
    }

    public static bool TryParse(string base64, out HostKey? key)
    {
        key = null;
        var buffer = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, buffer, out var length) && TryRead(buffer.AsSpan(0, length), out key);
    }

    public bool Equals(HostKey? other) => other is not null && _blob.AsSpan().SequenceEqual(other._blob);

    public override bool Equals(object? obj) => Equals(obj as HostKey);

    public override int GetHashCode() => Fingerprint.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => $"{Type} {Fingerprint}";
}

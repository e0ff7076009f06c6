using System.Security.Cryptography;
using System.Text;

namespace CoinPilot.Releases;

/// <summary>The sha256 over named parts, each with its length, so that no two lists of parts share one text.</summary>
public static class ContentDigest
{
    public static string Of(IEnumerable<KeyValuePair<string, string>> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, content) in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(content);
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\0{bytes.Length}\0"));
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

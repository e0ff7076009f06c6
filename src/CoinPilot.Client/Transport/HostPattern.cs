using System.Diagnostics.CodeAnalysis;
using System.IO.Enumeration;
using System.Security.Cryptography;
using System.Text;

namespace CoinPilot.Transport;

/// <summary>The first column of a known_hosts line: a list with wildcards and negation, or one hashed name (sshd(8)).</summary>
public sealed class HostPattern
{
    private readonly string[] _wanted;
    private readonly string[] _excluded;
    private readonly (byte[] Salt, byte[] Hash)? _hashed;

    private HostPattern(string[] wanted, string[] excluded, (byte[] Salt, byte[] Hash)? hashed)
    {
        _wanted = wanted;
        _excluded = excluded;
        _hashed = hashed;
    }

    public static bool TryParse(string text, out HostPattern? pattern)
    {
        pattern = null;
        if (text.StartsWith('|'))
        {
            return TryParseHashed(text, out pattern);
        }

        var words = text.Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            return false;
        }

        pattern = new HostPattern(
            [.. words.Where(w => !w.StartsWith('!'))],
            [.. words.Where(w => w.StartsWith('!')).Select(w => w[1..])],
            null);
        return true;
    }

    /// <summary>Whether the line speaks of <paramref name="name"/>: <c>host</c>, or <c>[host]:port</c> off port 22.</summary>
    public bool Matches(string name) => _hashed is var (salt, hash)
        ? CryptographicOperations.FixedTimeEquals(HashOf(name, salt), hash)
        : !_excluded.Any(p => Glob(p, name)) && _wanted.Any(p => Glob(p, name));

    private static bool TryParseHashed(string text, out HostPattern? pattern)
    {
        pattern = null;
        var parts = text.Split('|');
        if (parts is not ["", "1", var salt, var hash])
        {
            return false;
        }

        try
        {
            pattern = new HostPattern([], [], (Convert.FromBase64String(salt), Convert.FromBase64String(hash)));
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "The format of known_hosts; it hides names, it proves nothing.")]
    private static byte[] HashOf(string name, byte[] salt) => HMACSHA1.HashData(salt, Encoding.UTF8.GetBytes(name));

    // A backslash would escape in MatchesSimpleExpression and is no character of a host name.
    private static bool Glob(string pattern, string name) =>
        !pattern.Contains('\\', StringComparison.Ordinal) && FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: true);
}

using System.Globalization;
using System.Text;

namespace CoinPilot.Systemd;

/// <summary>Names of units (systemd.unit(5)) and the escaping that <c>systemd-escape</c> does.</summary>
public static class UnitName
{
    private const int Longest = 255;

    /// <summary>Whether this is the name of a service that is no template.</summary>
    public static bool IsService(string name) =>
        name.EndsWith(".service", StringComparison.Ordinal)
        && name.Length is > 8 and <= Longest
        && name[0] is not ('.' or '@')
        && !name.EndsWith("@.service", StringComparison.Ordinal)
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '_' or '.' or '\\' or '-' or '@');

    /// <summary>Any text as part of a name: <c>/</c> becomes <c>-</c>, every other byte that a name can't hold <c>\xNN</c>.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder();
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var at = 0; at < bytes.Length; at++)
        {
            var c = (char)bytes[at];
            _ = c == '/' ? escaped.Append('-')
                : (c == '.' && at > 0) || char.IsAsciiLetterOrDigit(c) || c is ':' or '_' ? escaped.Append(c)
                : escaped.Append(CultureInfo.InvariantCulture, $"\\x{bytes[at]:x2}");
        }

        return escaped.ToString();
    }

    /// <summary>A path as part of a name, as in mount units: slashes at the ends and repeated ones are dropped, the root is <c>-</c>.</summary>
    public static string EscapePath(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".").ToArray();

        return parts.Contains("..")
            ? throw new ArgumentException($"'{path}' is no path for a unit's name: it holds '..'.", nameof(path))
            : parts.Length == 0 ? "-" : Escape(string.Join('/', parts));
    }
}

using System.Globalization;
using System.Text;

namespace CoinPilot.Systemd;

/// <summary>The names of mount units, as systemd-escape(1) makes them of paths.</summary>
public static class MountUnits
{
    /// <summary>Of every place on the way to a path, and of the path itself; most of them are no units.</summary>
    public static IEnumerable<string> Towards(string path)
    {
        StringBuilder name = new();
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            name.Append(name.Length > 0 ? "-" : "");
            foreach (var one in Encoding.UTF8.GetBytes(part))
            {
                var c = (char)one;
                name.Append(char.IsAsciiLetterOrDigit(c) || c is ':' or '_' || (c == '.' && name.Length > 0) ? c.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\x{one:x2}"));
            }

            yield return $"{name}.mount";
        }
    }
}

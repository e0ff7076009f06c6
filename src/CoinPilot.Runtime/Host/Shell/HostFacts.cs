using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace CoinPilot.Host.Shell;

/// <summary>The facts that one verb of the host program printed: lines of a name, a tab and a value.</summary>
public sealed class HostFacts
{
    private readonly ILookup<string, string> values;

    private HostFacts(ILookup<string, string> values) => this.values = values;

    public static HostFacts Parse(string output) => new(
        output.Split('\n')
            .Select(line => line.Split('\t', 2))
            .Where(parts => parts.Length == 2)
            .ToLookup(parts => parts[0], parts => parts[1]));

    /// <summary>Every value of a fact, in the order it was printed.</summary>
    public IEnumerable<string> All(string name) => values[name];

    public string? Last(string name) => values[name].LastOrDefault();

    public long Number(string name) =>
        long.TryParse(Last(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>The text of a fact that travels as base64; null where there is none. Throws <see cref="FormatException"/>.</summary>
    public string? Text(string name) => Last(name) is { } encoded ? Decode(encoded) : null;

    /// <summary>Values of the form "key text", split at the first space.</summary>
    public IEnumerable<(string Key, string Value)> Pairs(string name) =>
        values[name].Select(value => value.Split(' ', 2)).Where(parts => parts.Length == 2).Select(parts => (parts[0], parts[1]));

    public static string Decode(string encoded) => Encoding.UTF8.GetString(Convert.FromBase64String(encoded));
}

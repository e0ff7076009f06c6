using System.Collections.Immutable;

namespace CoinPilot.Compose.Variables;

/// <summary>Puts names in the place of an env file's values: a finding quotes what is wrong, and that may be a secret.</summary>
public sealed class ValueMask
{
    public static readonly ValueMask None = new([]);

    // Shorter than this is no secret, and would be found in every other word.
    private const int Shortest = 4;

    // Shorter than this it is taken for a value only where no letter or digit touches it.
    private const int Unmistakable = 8;

    private readonly ImmutableArray<(string Value, string Name)> values;

    public ValueMask(IEnumerable<KeyValuePair<string, string>> entries) => values =
    [
        .. entries
            .SelectMany(entry => entry.Value.Split('\n').Select(line => (Value: line.Trim(), Name: $"${{{entry.Key}}}")))
            .Where(entry => entry.Value.Length >= Shortest)
            .OrderByDescending(entry => entry.Value.Length),
    ];

    public Diagnostic Apply(Diagnostic finding) => values.IsEmpty ? finding : finding with
    {
        Message = Apply(finding.Message),
        Fix = finding.Fix is { } fix ? Apply(fix) : null,
    };

    public string Apply(string text)
    {
        foreach (var (value, name) in values)
        {
            for (var at = text.IndexOf(value, StringComparison.Ordinal); at >= 0; at = text.IndexOf(value, at, StringComparison.Ordinal))
            {
                var isWhole = value.Length >= Unmistakable || !(Touches(text, at - 1) || Touches(text, at + value.Length));
                text = isWhole ? text.Remove(at, value.Length).Insert(at, name) : text;
                at += isWhole ? name.Length : 1;
            }
        }

        return text;
    }

    private static bool Touches(string text, int at) => at >= 0 && at < text.Length && char.IsLetterOrDigit(text[at]);
}

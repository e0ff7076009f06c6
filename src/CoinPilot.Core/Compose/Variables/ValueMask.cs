using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using CoinPilot.Compose.Lints;

namespace CoinPilot.Compose.Variables;

/// <summary>Puts names in the place of the values of env files and secrets: what others print quotes them (D035).</summary>
/// <remarks>
/// The table mask-cases.tsv holds the rules.
/// 1. Each line of a value counts by itself, without the blanks around it; also with `$` doubled, as Compose prints
///    it, and with `"` and `\` escaped, as Go quotes it.
/// 2. Shorter than four bytes, a word that is in every text, or a small number that no name calls secret: not masked.
///    Names in their place would be lies, and tell what the value is.
/// 3. A plain word (a database's name, also in paths) and a path that no name calls secret are masked only where they
///    stand alone: never within a path or a longer word. Shorter than eight bytes, other values are masked where no
///    letter or digit touches them, longer ones wherever they stand.
/// 4. What is masked wherever it stands, and what a name calls secret, is masked as <see cref="EncodedForms"/> show it too, from
///    eight bytes on. What an encoder or a terminal breaks into several lines of output is not met: each line is masked by itself.
/// 5. Where values overlap, all of their text goes, and the longest gives the name.
/// </remarks>
public sealed partial class ValueMask
{
    public static readonly ValueMask None = new([]);

    private const int Shortest = 4;
    private const int Unmistakable = 8;
    private const int LongestPlain = 15;
    private const int LongestNumber = 5;
    private const int LongestEncoded = 128 * 1024; // no variable of the environment is longer

    private static readonly ImmutableHashSet<string> Common =
    [
        "true", "false", "none", "null", "auto", "always", "never", "latest", "info", "debug", "warn", "warning", "error", "trace",
        "http", "https", "localhost", "production", "development", "staging", "test", "root", "admin", "postgres", "mysql", "redis",
        "default", "user", "password", "passwd", "secret", "changeme", "123456", "12345678",
    ];

    private readonly ImmutableArray<Masked> values;

    public ValueMask(IEnumerable<KeyValuePair<string, string>> entries) => values =
    [
        .. entries
            .SelectMany(entry => entry.Value.Split('\n').Select(line => (Name: entry.Key, Value: line.Trim(' ', '\t', '\r'))))
            .SelectMany(entry => Forms(entry.Name, entry.Value))
            .DistinctBy(value => (value.Name, value.Text))
            .OrderByDescending(value => value.Length),
    ];

    private enum Place
    {
        Anywhere,
        AsWord,
        Alone,
    }

    /// <summary>The mask of whole files, read leniently.</summary>
    public static ValueMask Of(IEnumerable<string> envFiles, IEnumerable<string> secrets) =>
        new(envFiles.SelectMany(LenientEnv.Values).Concat(secrets.SelectMany(LenientEnv.Lines)));

    public Diagnostic Apply(Diagnostic finding) => values.IsEmpty ? finding : finding with
    {
        Message = Apply(finding.Message),
        Fix = finding.Fix is { } fix ? Apply(fix) : null,
    };

    public string Apply(string text)
    {
        if (values.IsEmpty || !values.Any(value => text.Contains(value.Text, StringComparison.Ordinal)))
        {
            return text;
        }

        var owner = new int[text.Length]; // the value that covers a character, counted from one
        var goesOn = new bool[text.Length]; // whether one value covers it and the character before
        for (var i = 0; i < values.Length; i++)
        {
            Cover(text, i, owner, goesOn);
        }

        var result = new StringBuilder();
        for (var at = 0; at < text.Length; at++)
        {
            if (owner[at] == 0)
            {
                result.Append(text[at]);
                continue;
            }

            var longest = owner[at];
            for (; at + 1 < text.Length && goesOn[at + 1]; at++)
            {
                longest = Math.Min(longest, owner[at + 1]);
            }

            result.Append(values[longest - 1].Name);
        }

        return result.ToString();
    }

    private void Cover(string text, int value, int[] owner, bool[] goesOn)
    {
        var (_, masked, place, _) = values[value];
        for (var at = text.IndexOf(masked, StringComparison.Ordinal); at >= 0; at = text.IndexOf(masked, at + 1, StringComparison.Ordinal))
        {
            var end = at + masked.Length;
            if (!Stands(text, at, end, place))
            {
                continue;
            }

            for (var i = at; i < end; i++)
            {
                owner[i] = owner[i] == 0 ? value + 1 : owner[i]; // longer ones came first
                goesOn[i] |= i > at;
            }
        }
    }

    private static bool Stands(string text, int start, int end, Place place)
    {
        // The letter of an escaped line end belongs to no word.
        var before = start == 0 || (start > 1 && text[start - 2] == '\\' && text[start - 1] is 'n' or 'r' or 't') ? ' ' : text[start - 1];
        var after = end == text.Length ? ' ' : text[end];
        return place switch
        {
            Place.Anywhere => true,
            Place.AsWord => !char.IsAsciiLetterOrDigit(before) && !char.IsAsciiLetterOrDigit(after),
            _ => !IsPart(before) && !IsPart(after)
                && !(before == '.' && start > 1 && char.IsAsciiLetterOrDigit(text[start - 2]))
                && !(after == '.' && end + 1 < text.Length && char.IsAsciiLetterOrDigit(text[end + 1])),
        };
    }

    private static bool IsPart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '/';

    private static IEnumerable<Masked> Forms(string name, string value)
    {
        var bytes = Encoding.UTF8.GetByteCount(value);
        var isSecret = name == LenientEnv.Nameless || EnvLints.IsSecret(name);
        if (bytes < Shortest || Common.Contains(value.ToLowerInvariant()) || (!isSecret && bytes <= LongestNumber && value.All(char.IsAsciiDigit)))
        {
            return [];
        }

        var isPlain = (bytes <= LongestPlain && (isSecret ? Letters() : Words()).IsMatch(value)) || (!isSecret && HostPath().IsMatch(value));
        var place = isPlain ? Place.Alone : bytes < Unmistakable ? Place.AsWord : Place.Anywhere;
        var doubled = value.Replace("$", "$$", StringComparison.Ordinal);
        var shown = name == LenientEnv.Nameless ? name : $"${{{name}}}";
        IEnumerable<Masked> forms = new[] { value, doubled, Quoted(value), Quoted(doubled) }.Select(form => new Masked(shown, form, place, Encoding.UTF8.GetByteCount(form)));
        return (!isSecret && place != Place.Anywhere) || bytes > LongestEncoded ? forms : forms.Concat(EncodedForms.Of(value)
            .Select(form => new Masked(shown, form, Place.Anywhere, Encoding.UTF8.GetByteCount(form)))
            .Where(form => form.Length >= Unmistakable));
    }

    private static string Quoted(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    [GeneratedRegex(@"\A[a-z]+([_-][a-z]+)*\z")]
    private static partial Regex Letters();

    [GeneratedRegex(@"\A[a-z]+[0-9]*([._-]([a-z]+[0-9]*|[0-9]+))*\z")]
    private static partial Regex Words();

    [GeneratedRegex(@"\A(/[A-Za-z0-9._-]+)+/?\z")]
    private static partial Regex HostPath();

    private sealed record Masked(string Name, string Text, Place Place, int Length);
}

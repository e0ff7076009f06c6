using System.Text;
using System.Text.RegularExpressions;

namespace CoinPilot.Compose.Variables;

/// <summary>The values of an env file for masking: where Compose would stop at a fault, this goes on, and rather finds too much (D035).</summary>
internal static partial class LenientEnv
{
    /// <summary>The name of a value that has none.</summary>
    public const string Nameless = "…";

    // Characters that variables may make of the values of one file.
    private const int MostExpanded = 1024 * 1024;

    /// <summary>Every value of an env file: as it is written, and as Compose decodes it.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Values(string text)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        var left = MostExpanded;
        var lines = text.TrimStart('\uFEFF').Split('\n');
        for (var at = 0; at < lines.Length; at++)
        {
            var line = Trim(lines[at]);
            while (line.Length > 0 && line[0] != '#')
            {
                var assignment = Assignment().Match(line);
                if (!assignment.Success)
                {
                    if (!Inherited().IsMatch(line))
                    {
                        yield return new(Nameless, line);
                    }

                    break;
                }

                var name = assignment.Groups["name"].Value;
                var value = line[assignment.Length..];
                if (value.Length > 0 && value[0] is '"' or '\'' && Closed(lines, at, value) is { } closed)
                {
                    yield return new(name, closed.Content);
                    var decoded = Decoded(closed.Content, value[0], known, ref left);
                    yield return new(name, decoded);
                    known[name] = decoded;
                    (at, line) = (closed.Line, Trim(closed.Behind));
                    continue;
                }

                if (value.Length > 0 && value[0] is '"' or '\'')
                {
                    value = value[1..];
                }

                var comment = value.IndexOf(" #", StringComparison.Ordinal);
                value = Trim(comment < 0 ? value : value[..comment]);
                yield return new(name, value);
                known[name] = Expanded(value, known, ref left);
                yield return new(name, known[name]);
                break;
            }
        }
    }

    /// <summary>Every line of a secret, and what stands behind a name in it.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Lines(string text)
    {
        foreach (var line in text.TrimStart('\uFEFF').Split('\n').Select(Trim))
        {
            yield return new(Nameless, line);
            if (Assignment().Match(line) is { Success: true } assignment)
            {
                yield return new(Nameless, line[assignment.Length..].Trim('"', '\''));
            }
        }
    }

    // Up to the quote that no backslash escapes, in this line or below it.
    private static (string Content, int Line, string Behind)? Closed(string[] lines, int at, string value)
    {
        var content = new StringBuilder();
        var rest = value[1..];
        for (var line = at; ;)
        {
            for (var i = 0; i < rest.Length; i++)
            {
                if (rest[i] == '\\')
                {
                    i++;
                }
                else if (rest[i] == value[0])
                {
                    return (content.Append(rest, 0, i).ToString(), line, rest[(i + 1)..]);
                }
            }

            if (++line == lines.Length)
            {
                return null;
            }

            content.Append(rest).Append('\n');
            rest = lines[line];
        }
    }

    private static string Decoded(string content, char quote, Dictionary<string, string> known, ref int left)
    {
        if (quote == '\'')
        {
            return content.Replace("\\'", "'", StringComparison.Ordinal);
        }

        var text = new StringBuilder();
        for (var i = 0; i < content.Length; i++)
        {
            text.Append(content[i] != '\\' || i + 1 == content.Length ? content[i..(i + 1)] : content[++i] switch
            {
                'n' => "\n",
                'r' => "\r",
                't' => "\t",
                '$' => "$$",
                '"' => "\"",
                '\\' => "\\",
                var other => "\\" + other,
            });
        }

        return Expanded(text.ToString(), known, ref left);
    }

    // `$$`, `$NAME`, `${NAME}` and `${NAME:-default}`; what else there is stays as it is written.
    // Values that grow by each other end as they are written: Compose would refuse them, and nobody prints them.
    private static string Expanded(string value, Dictionary<string, string> known, ref int left)
    {
        StringBuilder expanded = new();
        var at = 0;
        foreach (Match match in Variable().Matches(value))
        {
            var replacement = match.Value == "$$" ? "$"
                : known.TryGetValue(match.Groups["name"].Value, out var text) && (text.Length > 0 || !match.Groups["colon"].Success) ? text
                : match.Groups["default"].Value;
            expanded.Append(value, at, match.Index - at).Append(replacement);
            at = match.Index + match.Length;
            if (expanded.Length > left)
            {
                return value;
            }
        }

        left -= expanded.Length;
        return expanded.Append(value, at, value.Length - at).ToString();
    }

    private static string Trim(string text) => text.Trim(' ', '\t', '\r');

    [GeneratedRegex(@"\A(export[ \t]+)?(?<name>[A-Za-z_][A-Za-z0-9_.-]*)[ \t]*[=:][ \t]*")]
    private static partial Regex Assignment();

    [GeneratedRegex(@"\A(export[ \t]+)?[A-Z_][A-Z0-9_]*\z")]
    private static partial Regex Inherited();

    [GeneratedRegex(@"\$\$|\$(?<name>[A-Za-z_][A-Za-z0-9_]*)|\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(?:(?<colon>:)?-(?<default>[^{}$]*))?\}")]
    private static partial Regex Variable();
}

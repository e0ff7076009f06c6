using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CoinPilot.Releases;

/// <summary>An extended regular expression of awk (POSIX, "Regular Expressions" of awk) in this language's own form.</summary>
internal static class AwkPattern
{
    /// <summary>Takes time in proportion to the text, whatever the expression is. Throws <see cref="FormatException"/>.</summary>
    public static Regex ToRegex(string expression)
    {
        StringBuilder pattern = new();
        for (var at = 0; at < expression.Length; at++)
        {
            switch (expression[at])
            {
                case '\\' when at + 1 < expression.Length:
                    Literal(pattern, expression[++at]);
                    break;
                case '[':
                    at = Bracket(expression, at, pattern);
                    break;
                case var c when @"^$.|()*+?".Contains(c, StringComparison.Ordinal):
                    pattern.Append(c);
                    break;
                case var c:
                    Literal(pattern, c);
                    break;
            }
        }

        try
        {
            return new(pattern.ToString(), RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.NonBacktracking);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw new FormatException($"'{expression}' is no expression: {error.Message}", error);
        }
    }

    // From its opening to its closing bracket, whose place it returns.
    private static int Bracket(string expression, int at, StringBuilder pattern)
    {
        pattern.Append('[');
        at++;
        if (at < expression.Length && expression[at] == '^')
        {
            pattern.Append('^');
            at++;
        }

        for (var first = at; at < expression.Length; at++)
        {
            switch (expression[at])
            {
                case ']' when at > first:
                    pattern.Append(']');
                    return at;
                case '[' when at + 1 < expression.Length && expression[at + 1] == ':' && expression.IndexOf(":]", at + 2, StringComparison.Ordinal) is > 0 and var end:
                    pattern.Append(ClassOf(expression[(at + 2)..end]));
                    at = end + 1;
                    break;
                case '-' when at > first && at + 1 < expression.Length && expression[at + 1] != ']':
                    pattern.Append('-');
                    break;
                case '\\' when at + 1 < expression.Length:
                    Literal(pattern, expression[++at]);
                    break;
                case var c:
                    Literal(pattern, c);
                    break;
            }
        }

        throw new FormatException($"The bracket of '{expression}' is not closed.");
    }

    private static void Literal(StringBuilder pattern, char c) => pattern.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");

    private static string ClassOf(string name) => name switch
    {
        "alpha" => "A-Za-z",
        "digit" => "0-9",
        "alnum" => "A-Za-z0-9",
        "upper" => "A-Z",
        "lower" => "a-z",
        "space" => @"\u0009-\u000D\u0020",
        "blank" => @"\u0009\u0020",
        "xdigit" => "0-9A-Fa-f",
        "punct" => @"\u0021-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u007E",
        "cntrl" => @"\u0000-\u001F\u007F",
        "print" => @"\u0020-\u007E",
        "graph" => @"\u0021-\u007E",
        _ => throw new FormatException($"There is no class [:{name}:]."),
    };
}

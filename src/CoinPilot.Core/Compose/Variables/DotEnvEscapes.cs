using System.Text;

namespace CoinPilot.Compose.Variables;

/// <summary>The escapes of a double-quoted value in an env file.</summary>
internal static class DotEnvEscapes
{
    public static string Expand(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 >= text.Length)
            {
                result.Append(text[i]);
                continue;
            }
            var replacement = Single(text[i + 1]);
            if (replacement is not null)
            {
                result.Append(replacement);
                i++;
            }
            else if (text[i + 1] == '0')
            {
                i += Octal(text, i, result) - 1;
            }
            else
            {
                result.Append('\\');
            }
        }
        return result.ToString();
    }

    /// <summary>`\c` is taken for an escape but means nothing, so it stays.</summary>
    private static string? Single(char c) => c switch
    {
        'a' => "\a",
        'b' => "\b",
        'c' => "\\c",
        'f' => "\f",
        'n' => "\n",
        'r' => "\r",
        't' => "\t",
        'v' => "\v",
        '$' => "$$",
        '"' => "\"",
        '\\' => "\\",
        _ => null,
    };

    /// <summary>`\0` and three octal digits; returns the length of what was read.</summary>
    private static int Octal(string text, int start, StringBuilder result)
    {
        var end = start + 2;
        while (end < text.Length && end < start + 5 && char.IsAsciiDigit(text[end]))
        {
            end++;
        }
        var digits = text[(start + 2)..end];
        if (digits.Length == 3 && digits.All(d => d < '8') && Convert.ToInt32(digits, 8) is var value and < 256)
        {
            result.Append((char)value);
        }
        else
        {
            result.Append('\\').Append(digits);
        }
        return end - start;
    }
}

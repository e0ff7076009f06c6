using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace CoinPilot.Systemd;

/// <summary>Splits a value into words as systemd does: quotes, C escapes, specifiers left as they are (systemd.syntax(7)).</summary>
public static class UnitWords
{
    /// <summary>The words; an escape that systemd doesn't know stays. Throws <see cref="FormatException"/> on an open quote.</summary>
    public static ImmutableArray<string> Split(string value)
    {
        var words = ImmutableArray.CreateBuilder<string>();
        var at = 0;
        while (Next(value, ref at) is { } word)
        {
            words.Add(word);
        }

        return words.ToImmutable();
    }

    /// <summary>The next word from <paramref name="at"/> on, which moves behind it and the space that follows; null at the end.</summary>
    internal static string? Next(string value, ref int at)
    {
        SkipSpace(value, ref at);
        if (at == value.Length)
        {
            return null;
        }

        var word = new StringBuilder();
        char? quote = null;
        while (at < value.Length)
        {
            var c = value[at];
            if (c == '\\')
            {
                Unescape(value, ref at, word);
                continue;
            }

            if (quote is null && IsSpace(c))
            {
                break;
            }

            if (c == quote)
            {
                quote = null;
            }
            else if (quote is null && c is '"' or '\'')
            {
                quote = c;
            }
            else
            {
                word.Append(c);
            }

            at++;
        }

        if (quote is not null)
        {
            throw new FormatException($"The quote {quote} is not closed in: {value}");
        }

        SkipSpace(value, ref at);
        return word.ToString();
    }

    internal static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\r';

    private static void SkipSpace(string value, ref int at)
    {
        while (at < value.Length && IsSpace(value[at]))
        {
            at++;
        }
    }

    private static void Unescape(string value, ref int at, StringBuilder word)
    {
        if (at + 1 == value.Length)
        {
            word.Append('\\');   // escapes nothing, so it stays
            at++;
            return;
        }

        var c = value[at + 1];
        if (Simple(c) is { } simple)
        {
            word.Append(simple);
            at += 2;
            return;
        }

        var (digits, radix, skip) = c switch
        {
            'x' => (2, 16, 2),
            'u' => (4, 16, 2),
            'U' => (8, 16, 2),
            >= '0' and <= '3' => (3, 8, 1),
            _ => (0, 0, 0),
        };
        if (digits > 0 && at + skip + digits <= value.Length && Number(value.AsSpan(at + skip, digits), radix) is { } number and > 0
            && (number < 0x80 || (c is 'u' or 'U' && Rune.IsValid(number))))
        {
            word.Append(new Rune(number).ToString());
            at += skip + digits;
            return;
        }

        if (digits > 0 && c is not ('u' or 'U') && Bytes(value, ref at) is { } text)
        {
            word.Append(text);
            return;
        }

        word.Append('\\').Append(c);
        at += 2;
    }

    /// <summary>A run of escaped bytes above 0x7f: together they are UTF-8.</summary>
    private static string? Bytes(string value, ref int at)
    {
        var bytes = new List<byte>();
        var end = at;
        while (end + 4 <= value.Length && value[end] == '\\'
               && (value[end + 1] == 'x' ? Number(value.AsSpan(end + 2, 2), 16) : Number(value.AsSpan(end + 1, 3), 8)) is >= 0x80 and <= 0xff and var number)
        {
            bytes.Add((byte)number);
            end += 4;
        }

        if (bytes.Count == 0)
        {
            return null;
        }

        at = end;
        return Encoding.UTF8.GetString([.. bytes]);
    }

    private static char? Simple(char c) => c switch
    {
        'a' => '\a',
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\v',
        's' => ' ',
        '\\' or '"' or '\'' => c,
        _ => null,
    };

    private static int? Number(ReadOnlySpan<char> digits, int radix)
    {
        var number = 0L;
        foreach (var c in digits)
        {
            if (!char.IsAsciiHexDigit(c) || int.Parse([c], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) is var digit && digit >= radix)
            {
                return null;
            }

            number = number * radix + digit;
        }

        return number <= int.MaxValue ? (int)number : null;
    }
}

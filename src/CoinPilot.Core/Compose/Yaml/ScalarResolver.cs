using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace CoinPilot.Compose.Yaml;

/// <summary>The type of a plain scalar, as Compose's YAML library decides it.</summary>
internal static partial class ScalarResolver
{
    public static YamlScalar Resolve(Mark at, string text)
    {
        if (text.Length == 0 || text is "~" or "null" or "Null" or "NULL")
        {
            return new(at, ScalarKind.Null, "");
        }
        var first = text[0];
        return first switch
        {
            't' or 'T' or 'f' or 'F' => Bool(at, text),
            '.' => Special(at, text) ?? Float(at, text, text) ?? YamlScalar.String(at, text),
            '+' or '-' or >= '0' and <= '9' => Special(at, text) ?? Numeric(at, text),
            _ => YamlScalar.String(at, text),
        };
    }

    private static YamlScalar Bool(Mark at, string text) => text switch
    {
        "true" or "True" or "TRUE" => YamlScalar.Bool(at, true),
        "false" or "False" or "FALSE" => YamlScalar.Bool(at, false),
        _ => YamlScalar.String(at, text),
    };

    private static YamlScalar? Special(Mark at, string text) => text switch
    {
        ".nan" or ".NaN" or ".NAN" => new(at, ScalarKind.Float, "NaN", double.NaN),
        ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF" => new(at, ScalarKind.Float, "+Inf", double.PositiveInfinity),
        "-.inf" or "-.Inf" or "-.INF" => new(at, ScalarKind.Float, "-Inf", double.NegativeInfinity),
        _ => null,
    };

    private static YamlScalar Numeric(Mark at, string text)
    {
        if (IsTimestamp(text))
        {
            return new(at, ScalarKind.Time, text);
        }
        var plain = text.Replace("_", "", StringComparison.Ordinal);
        if (Integer(plain) is { } integer && integer >= long.MinValue && integer <= ulong.MaxValue)
        {
            return new(at, ScalarKind.Int, integer.ToString(CultureInfo.InvariantCulture), (double)integer);
        }
        return Float(at, text, plain) ?? YamlScalar.String(at, text);
    }

    private static YamlScalar? Float(Mark at, string text, string plain) =>
        FloatForm().IsMatch(plain) && double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && !double.IsInfinity(value)
            ? new(at, ScalarKind.Float, GoFormat.Float(value), value)
            : null;

    /// <summary>Decimal, 0x, 0b, 0o and, as YAML 1.1 had it, a leading 0 for octal.</summary>
    internal static BigInteger? Integer(string plain)
    {
        var negative = plain.StartsWith('-');
        var body = plain is ['+' or '-', ..] ? plain[1..] : plain;
        var (digits, radix) = body switch
        {
            ['0', 'x' or 'X', .. var rest] => (rest, 16),
            ['0', 'b' or 'B', .. var rest] => (rest, 2),
            ['0', 'o' or 'O', .. var rest] => (rest, 8),
            ['0', _, ..] => (body[1..], 8),
            _ => (body, 10),
        };
        if (digits.Length is 0 or > 70)
        {
            return null;
        }
        var value = BigInteger.Zero;
        foreach (var c in digits)
        {
            var digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : 99;
            if (digit >= radix)
            {
                return null;
            }
            value = value * radix + digit;
        }
        return negative ? -value : value;
    }

    /// <summary>The forms that the YAML library takes for a date: four digits, then `-`.</summary>
    private static bool IsTimestamp(string text) =>
        text.Length >= 8 && text[4] == '-' && TimestampForm().Match(text) is { Success: true } match
        && DateTime.TryParseExact(
            $"{match.Groups[1].Value}-{match.Groups[2].Value.PadLeft(2, '0')}-{match.Groups[3].Value.PadLeft(2, '0')}",
            "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")]
    private static partial Regex FloatForm();

    [GeneratedRegex(@"^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[Tt]([01]?[0-9]|2[0-3]):[0-5]?[0-9]:[0-5]?[0-9](?:\.[0-9]+)?(?:Z|[-+][0-9]{2}:[0-9]{2})|[ ]+([01]?[0-9]|2[0-3]):[0-5]?[0-9]:[0-5]?[0-9](?:\.[0-9]+)?)?$")]
    private static partial Regex TimestampForm();
}

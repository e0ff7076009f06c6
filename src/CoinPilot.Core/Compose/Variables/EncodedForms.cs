using System.Globalization;
using System.Text;

namespace CoinPilot.Compose.Variables;

/// <summary>What URLs, JSON and base64 make of a value.</summary>
/// <remarks>A list beside each value, not a decoding of the text (D035).</remarks>
internal static class EncodedForms
{
    public static IEnumerable<string> Of(string value) => [.. Base64(value).SelectMany(form => (string[])[form, form.Replace('+', '-').Replace('/', '_')]), .. Percent(value), .. Json(value)];

    // Three forms, by where in a longer text the value begins (as in `Authorization: Basic …`); each within the text, without
    // the characters that hold bits of its neighbours, and at its end, without padding and with it.
    private static IEnumerable<string> Base64(string value)
    {
        for (var before = 0; before < 3; before++)
        {
            byte[] bytes = [.. new byte[before], .. Encoding.UTF8.GetBytes(value)];
            var whole = Convert.ToBase64String(bytes)[(before == 0 ? 0 : before + 1)..];
            var end = whole.TrimEnd('=');
            yield return bytes.Length % 3 == 0 ? end : end[..^1];
            yield return end;
            yield return whole;
        }
    }

    // RFC 3986; as Go puts it into a form, and as browsers do.
    private static IEnumerable<string> Percent(string value)
    {
        foreach (var format in (string[])["%{0:X2}", "%{0:x2}"])
        {
            var url = Spelled(value, c => !(char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~'), format);
            var form = url.Replace("%20", "+", StringComparison.Ordinal);
            yield return url;
            yield return form;
            yield return form.Replace("%2A", "*", StringComparison.OrdinalIgnoreCase).Replace("~", string.Format(CultureInfo.InvariantCulture, format, (int)'~'), StringComparison.Ordinal);
        }
    }

    // As Go and as .NET escape what HTML would take for its own.
    private static IEnumerable<string> Json(string value)
    {
        var escaped = value.Replace("\\", "\\\\", StringComparison.Ordinal);
        yield return Spelled(escaped.Replace("\"", "\\\"", StringComparison.Ordinal), c => c is '<' or '>' or '&', "\\u{0:x4}");
        yield return Spelled(escaped, c => c is '"' or '&' or '\'' or '+' or '<' or '>' or '`', "\\u{0:X4}");
    }

    // Byte by byte, as a host in the locale C reads it.
    private static string Spelled(string value, Func<char, bool> isSpelled, string format)
    {
        var text = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(value));
        StringBuilder spelled = new();
        foreach (var c in text)
        {
            spelled.Append(isSpelled(c) ? string.Format(CultureInfo.InvariantCulture, format, (int)c) : c);
        }

        return Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(spelled.ToString()));
    }
}

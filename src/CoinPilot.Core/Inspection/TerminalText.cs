using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CoinPilot.Inspection;

/// <summary>Text of others as a terminal may be given it: colours are left out, other control characters are shown, none is obeyed.</summary>
public static partial class TerminalText
{
    public static string Harmless(string text)
    {
        if (text.All(IsHarmless))
        {
            return text;
        }

        var shown = new StringBuilder(text.Length + 16);
        foreach (var c in Colours().Replace(text, ""))
        {
            _ = IsHarmless(c) ? shown.Append(c)
                : c < ' ' ? shown.Append('^').Append((char)(c + '@'))
                : shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }

        return shown.ToString();
    }

    // Beside the control characters: those that turn the direction of what follows, and so show another text than there is.
    private static bool IsHarmless(char c) =>
        c is '\n' or '\t' || (!char.IsControl(c) && c is not ((>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069')));

    [GeneratedRegex(@"\u001b\[[0-9;:]*m")]
    private static partial Regex Colours();
}

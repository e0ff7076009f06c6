using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CoinPilot.Inspection;

/// <summary>Text of others as a screen or a log may be given it: colours are left out, what would be obeyed instead of shown is written out (D036).</summary>
/// <remarks>What is written out is an escape of JSON as well: a JSON text stays the same value.</remarks>
public static partial class TerminalText
{
    public static string Harmless(string text)
    {
        if (text.EnumerateRunes().All(IsHarmless) && !text.Any(char.IsSurrogate))
        {
            return text;
        }

        var shown = new StringBuilder(text.Length + 16);
        var plain = Colours().Replace(text, "");
        for (var at = 0; at < plain.Length;)
        {
            var isRune = Rune.TryGetRuneAt(plain, at, out var rune);
            var length = isRune ? rune.Utf16SequenceLength : 1;
            if (isRune && IsHarmless(rune))
            {
                shown.Append(plain, at, length);
            }
            else if (plain[at] < ' ')
            {
                shown.Append('^').Append((char)(plain[at] + '@'));
            }
            else
            {
                foreach (var c in plain.AsSpan(at, length))
                {
                    shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
                }
            }

            at += length;
        }

        return shown.ToString();
    }

    /// <summary>The same on one line, for the cell of a table.</summary>
    public static string Cell(string text) => Harmless(text).Replace('\n', ' ').Replace('\t', ' ');

    // Beside the control characters: those that some programs take for a line's end, and those that nobody sees, which
    // turn the direction of what follows or hide what is there.
    private static bool IsHarmless(Rune rune) => rune.Value is '\n' or '\t' || Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    [GeneratedRegex(@"\u001b\[[0-9;:]*m")]
    private static partial Regex Colours();
}

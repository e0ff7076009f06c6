using System.Text;

namespace CoinPilot.Systemd;

/// <summary>The characters that a unit file can hold at all.</summary>
internal static class UnitCharacters
{
    /// <summary>
    /// What systemd would drop the whole line for, or null: a NUL, half a surrogate pair, or one of Unicode's noncharacters.
    /// </summary>
    public static string? Fault(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, at, out var rune))
            {
                return $"half a surrogate pair at position {at}";
            }

            if (rune.Value == 0 || rune.Value is >= 0xFDD0 and <= 0xFDEF || (rune.Value & 0xFFFE) == 0xFFFE)
            {
                return $"the character U+{rune.Value:X4} at position {at}";
            }

            at += rune.Utf16SequenceLength;
        }

        return null;
    }

    public static bool IsControl(char c) => c is < ' ' or '\x7f';

    public static void ThrowIfFaulty(string text, string what)
    {
        if (Fault(text) is { } fault)
        {
            throw new ArgumentException($"{what} cannot hold {fault}: systemd would ignore the whole line.", nameof(text));
        }
    }
}

using CsCheck;

namespace CoinPilot.Systemd;

/// <summary>Random text that is hard on unit files: their special characters far more often than others.</summary>
internal static class UnitText
{
    private static readonly Gen<string> Character = Gen.Frequency(
        (6, Gen.Char["abcxyz019_-./:=@"].Select(c => c.ToString())),
        (5, Gen.Char["%$\"'\\; #!+|~*?`&<>(){}[]"].Select(c => c.ToString())),
        (1, Gen.Char['\u0001', '\u001f'].Select(c => c.ToString())),
        (1, Pick("\u007f", "é", "한", "\u2028", "\U0001f680", "\u0085")));

    /// <summary>Anything that an argument may be.</summary>
    public static readonly Gen<string> Argument = Character.Array[0, 12].Select(string.Concat);

    /// <summary>Anything that a variable may hold: of the control characters tab and newline alone.</summary>
    public static readonly Gen<string> Value = Argument.Select(text =>
        string.Concat(text.Select(c => c is '\t' or '\n' or >= ' ' and not '\x7f' ? c : '\t')));

    /// <summary>A raw line, well or badly quoted, without specifiers and variables.</summary>
    public static readonly Gen<string> Raw = Pick(
        "a", "b c", " ", "  ", "\t", "\"", "'", "\\", "\\\\", "\\\"", "\\x41", "\\x0", "\\101", "\\777", "\\n", "\\s", "\\q", "\\u00e9", "\\xc3\\xa9", "\\U0001f680", ";", " ; ", " ; /bin/true ", " \\; ", "\\;", "\"\"", "''", "é", "-", "#", "%%")
        .Array[0, 12].Select(string.Concat);

    private static Gen<string> Pick(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);
}

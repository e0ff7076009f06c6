using System.Buffers;
using System.Text;

namespace CoinPilot.Systemd;

/// <summary>One assignment in an <c>Environment=</c> line (systemd.exec(5)); unlike in a command line, <c>$</c> stands for itself.</summary>
public static class EnvironmentWord
{
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+=:,./@$");

    /// <summary>The assignment as text. Throws <see cref="ArgumentException"/> on what systemd would ignore.</summary>
    public static string Quote(string name, string value)
    {
        if (!IsName(name))
        {
            throw new ArgumentException($"'{name}' is not the name of an environment variable.", nameof(name));
        }

        UnitCharacters.ThrowIfFaulty(value, $"The variable {name}");
        var text = new StringBuilder("\"").Append(name).Append('=');
        foreach (var c in value)
        {
            _ = c switch
            {
                '%' => text.Append("%%"),
                '\\' or '"' => text.Append('\\').Append(c),
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                _ when UnitCharacters.IsControl(c) => throw new ArgumentException(
                    $"The variable {name} cannot hold the control character {(int)c:x2}: systemd would ignore it.", nameof(value)),
                _ => text.Append(c),
            };
        }

        return value.AsSpan().ContainsAnyExcept(Plain) ? text.Append('"').ToString() : $"{name}={value}";
    }

    internal static bool IsName(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}

using System.Buffers;
using System.Globalization;
using System.Text;

namespace CoinPilot.Systemd;

/// <summary>One argument of an <c>Exec…=</c> line (systemd.service(5), "Command lines").</summary>
public static class ExecArgument
{
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+=:,./@");

    /// <summary>The argument as text that systemd reads back as <paramref name="argument"/>. Throws <see cref="ArgumentException"/> on what no line can hold.</summary>
    public static string Quote(string argument)
    {
        UnitCharacters.ThrowIfFaulty(argument, "An argument of a command line");

        if (argument.Length > 0 && !argument.AsSpan().ContainsAnyExcept(Plain))
        {
            return argument;
        }

        var text = new StringBuilder("\"");
        foreach (var c in argument)
        {
            _ = c switch
            {
                '%' => text.Append("%%"),   // a specifier
                '$' => text.Append("$$"),   // a variable; in Exec lines alone
                '\\' or '"' => text.Append('\\').Append(c),
                _ when UnitCharacters.IsControl(c) => text.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"),
                _ => text.Append(c),
            };
        }

        return text.Append('"').ToString();
    }
}

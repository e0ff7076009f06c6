using System.Text;

namespace CoinPilot.CommandLine;

/// <summary>The line on standard input that is a secret.</summary>
public static class InputLine
{
    // No passphrase is as long; a stream without a line's end is not read for ever.
    private const int Most = 4096;

    /// <summary>The first line without its end, of a longer one the beginning; null when there is none.</summary>
    public static string? First(TextReader input)
    {
        StringBuilder line = new();
        while (line.Length < Most && input.Read() is >= 0 and var next)
        {
            if (next == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)next);
        }

        return line.Length == 0 ? null : line.ToString();
    }
}

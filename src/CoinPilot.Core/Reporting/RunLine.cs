using System.Globalization;

namespace CoinPilot.Reporting;

/// <summary>How a line of a run stands on a screen: time, phase, weight, text; further lines of the text below it.</summary>
/// <param name="Before">Time and phase.</param>
/// <param name="Weight">The word that may have a colour.</param>
/// <param name="Text">Its first line.</param>
/// <param name="Rest">Its further lines, indented.</param>
public sealed record RunLine(string Before, string Weight, string Text, IReadOnlyList<string> Rest)
{
    private const int Indent = 24;

    public static RunLine Of(DateTimeOffset time, string phase, LineStatus status, string text)
    {
        var lines = text.TrimEnd('\n').Split('\n');
        return new(
            $"{time.ToString("HH:mm:ss", CultureInfo.InvariantCulture)} {phase,-8} ",
            $"{status.ToString().ToLowerInvariant(),-4}  ",
            lines[0],
            [.. lines.Skip(1).Select(line => new string(' ', Indent) + line)]);
    }
}

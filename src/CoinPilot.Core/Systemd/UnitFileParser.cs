using System.Collections.Immutable;
using System.Text;

namespace CoinPilot.Systemd;

/// <summary>Reads the lines of a unit file as systemd does (systemd.syntax(7)).</summary>
internal static class UnitFileParser
{
    private const string Blank = " \t\r\n";

    public static ImmutableArray<UnitEntry> Parse(string text)
    {
        var entries = ImmutableArray.CreateBuilder<UnitEntry>();
        var lines = Lines(text);
        var section = "";
        for (var at = 0; at < lines.Count;)
        {
            var from = at;
            var logical = Join(lines, ref at);
            var entry = Read(string.Concat(lines[from..at]), from + 1, logical, section);
            section = entry is UnitEntry.Header header ? header.Section : section;
            entries.Add(entry);
        }

        return entries.ToImmutable();
    }

    // With their line ends, so that putting them together gives the text again.
    private static List<string> Lines(string text)
    {
        var lines = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var end = text.IndexOf('\n', at) is >= 0 and var newline ? newline + 1 : text.Length;
            lines.Add(text[at..end]);
            at = end;
        }

        return lines;
    }

    /// <summary>One logical line: a backslash at the end becomes a space and the next line follows; comments between are skipped.</summary>
    private static string Join(List<string> lines, ref int at)
    {
        if (IsComment(lines[at]))
        {
            return lines[at++];
        }

        var joined = new StringBuilder();
        while (at < lines.Count)
        {
            var line = lines[at++];
            if (joined.Length > 0 && IsComment(line))
            {
                continue;
            }

            line = line.TrimEnd('\n', '\r');
            if (!Continues(line))
            {
                return joined.Append(line).ToString();
            }

            joined.Append(line.AsSpan(0, line.Length - 1)).Append(' ');
        }

        return joined.ToString();
    }

    private static bool IsComment(string line) => line.TrimStart(Blank.ToCharArray()) is ['#' or ';', ..];

    private static bool Continues(string line) => (line.Length - line.AsSpan().TrimEnd('\\').Length) % 2 == 1;

    private static UnitEntry Read(string text, int line, string logical, string section)
    {
        var content = logical.Trim(Blank.ToCharArray()).TrimStart('\uFEFF');
        if (content.Length == 0 || IsComment(content))
        {
            return new UnitEntry.Comment(text, line);
        }

        if (content[0] == '[')
        {
            return content[^1] == ']'
                ? new UnitEntry.Header(text, line, content[1..^1])
                : new UnitEntry.Junk(text, line, "the section header has no ']'; systemd refuses the whole file");
        }

        var equals = content.IndexOf('=');

        return section.Length == 0 ? new UnitEntry.Junk(text, line, "it stands before any section")
            : equals < 0 ? new UnitEntry.Junk(text, line, "it has no '='")
            : equals == 0 ? new UnitEntry.Junk(text, line, "nothing stands before the '='")
            : UnitCharacters.Fault(content) is { } fault ? new UnitEntry.Junk(text, line, "it holds " + fault)
            : new UnitEntry.Assignment(text, line, section, content[..equals].TrimEnd(Blank.ToCharArray()), content[(equals + 1)..].TrimStart(Blank.ToCharArray()));
    }
}

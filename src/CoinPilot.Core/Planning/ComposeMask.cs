using System.Collections.Immutable;
using System.Text.RegularExpressions;
using CoinPilot.Compose;
using CoinPilot.Compose.Lints;
using CoinPilot.Compose.Reports;
using CoinPilot.Compose.Yaml;

namespace CoinPilot.Planning;

/// <summary>A Compose file's lines without the values that may be secret: those of variables, build arguments and inline content.</summary>
public static partial class ComposeMask
{
    private const string Hidden = "…";

    private static readonly ImmutableHashSet<string> Private = ["environment", "args", "content"];

    /// <summary>A line of a text that is no YAML is hidden as a whole.</summary>
    public static ChangedFileText Of(string text)
    {
        var lines = ChangedFileText.Split(text);
        var documents = YamlReader.Read(System.Text.Encoding.UTF8.GetBytes(text), "", new Findings());
        if (documents.Count == 0)
        {
            return new([.. lines], [.. lines.Select(line => line.Length == 0 ? "" : Hidden)]);
        }

        var from = new Dictionary<int, int>();
        foreach (var document in documents)
        {
            Find(document, isPrivate: false, from);
        }

        var shown = (string[])lines.Clone();
        foreach (var (line, column) in from.Where(place => place.Key <= lines.Length))
        {
            Hide(lines, shown, line - 1, column - 1);
        }

        return new([.. lines], [.. CoveredText.Of(shown)]);
    }

    private static void Find(YamlNode node, bool isPrivate, Dictionary<int, int> from)
    {
        switch (node)
        {
            case YamlMap map:
                foreach (var entry in map.Entries)
                {
                    Find(entry.Value, isPrivate || Private.Contains(entry.Key) || EnvLints.IsSecret(entry.Key), from);
                }

                break;
            case YamlList list:
                list.Items.ForEach(item => Find(item, isPrivate, from));
                break;
            case YamlScalar scalar when isPrivate && !IsReference(scalar.Text):
                from[scalar.At.Line] = Math.Min(from.GetValueOrDefault(scalar.At.Line, int.MaxValue), scalar.At.Column);
                break;
            default:
                break;
        }
    }

    // The rest of the line, and lines below it that go on with the value: they stand further in.
    private static void Hide(string[] lines, string[] shown, int at, int column)
    {
        var line = lines[at];
        var start = Math.Min(column, line.Length);
        var equals = line.IndexOf('=', start);
        var isAssignment = equals > 0 && Assignment().IsMatch(line[start..]);
        shown[at] = line[..(isAssignment ? equals + 1 : start)] + Hidden;
        for (var next = at + 1; next < lines.Length && (lines[next].Trim().Length == 0 || Indent(lines[next]) > Indent(line)); next++)
        {
            shown[next] = lines[next].Trim().Length == 0 ? "" : lines[next][..Indent(lines[next])] + Hidden;
        }
    }

    private static int Indent(string line) => line.Length - line.TrimStart(' ').Length;

    private static bool IsReference(string text) => text.Length == 0 || Reference().IsMatch(text);

    [GeneratedRegex(@"^(\$\{[A-Za-z_][A-Za-z0-9_]*(:?\?[^}]*)?\}|\$[A-Za-z_][A-Za-z0-9_]*|[A-Za-z_][A-Za-z0-9_]*=\$\{[A-Za-z_][A-Za-z0-9_]*(:?\?[^}]*)?\})$")]
    private static partial Regex Reference();

    [GeneratedRegex(@"^[""']?[A-Za-z_][A-Za-z0-9_.-]*=")]
    private static partial Regex Assignment();
}

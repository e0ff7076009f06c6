using System.Collections.Immutable;

namespace CoinPilot.Systemd;

/// <summary>A unit file as ordered lines; reading it never changes what <see cref="ToString"/> gives back.</summary>
public sealed class UnitFile
{
    private UnitFile(ImmutableArray<UnitEntry> entries) => Entries = entries;

    public ImmutableArray<UnitEntry> Entries { get; }

    public IEnumerable<UnitEntry.Assignment> Assignments => Entries.OfType<UnitEntry.Assignment>();

    /// <summary>Reads any text; what systemd would ignore is kept as <see cref="UnitEntry.Junk"/>.</summary>
    public static UnitFile Parse(string text) => new(UnitFileParser.Parse(text));

    /// <summary>The unit as systemd sees it with this drop-in: its lines come after the unit's own.</summary>
    public UnitFile With(UnitFile dropIn) => new([.. Entries, .. dropIn.Entries]);

    /// <summary>Every assignment of a key, as written.</summary>
    public ImmutableArray<UnitEntry.Assignment> Raw(string section, string key) =>
        [.. Assignments.Where(a => a.Section == section && a.Key == key)];

    /// <summary>The assignments that count in a list: those after the last empty one, which clears what came before.</summary>
    public ImmutableArray<UnitEntry.Assignment> Counting(string section, string key)
    {
        var all = Raw(section, key);
        var cleared = all.Select((a, index) => a.Value.Length == 0 ? index + 1 : 0).DefaultIfEmpty().Max();

        return all[cleared..];
    }

    /// <summary>The value of a setting that has one: the last; null where there is none or it was cleared.</summary>
    public string? Last(string section, string key) => Counting(section, key) is [.., var last] ? last.Value : null;

    /// <summary>The values of a setting that may stand several times, one a line.</summary>
    public ImmutableArray<string> All(string section, string key) => [.. Counting(section, key).Select(a => a.Value)];

    /// <summary>The words of all lines, as in <c>After=</c> or <c>Environment=</c>; <c>%%</c> is read as <c>%</c>.</summary>
    public ImmutableArray<string> Words(string section, string key) =>
        [.. All(section, key).SelectMany(value => UnitWords.Split(value)).Select(word => word.Replace("%%", "%", StringComparison.Ordinal))];

    /// <summary>The commands of all lines, as in <c>ExecStart=</c>.</summary>
    public ImmutableArray<ExecCommand> Arguments(string section, string key) =>
        [.. All(section, key).SelectMany(value => ExecCommand.ParseLine(value))];

    /// <summary>The file's text; what was parsed, to the byte.</summary>
    public override string ToString() => string.Concat(Entries.Select(entry => entry.Text));
}

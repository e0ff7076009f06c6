using System.Text;

namespace CoinPilot.Systemd;

/// <summary>Writes a unit file; every method names the grammar that it escapes for.</summary>
internal sealed class UnitFileBuilder
{
    private readonly StringBuilder text = new();

    public UnitFileBuilder Comment(string comment) => Line("# " + comment);

    public UnitFileBuilder Section(string name)
    {
        if (text.Length > 0)
        {
            text.Append('\n');
        }

        return Line($"[{name}]");
    }

    /// <summary>A word that needs no escaping: a number, an enumeration's value, a unit's name.</summary>
    public UnitFileBuilder Word(string key, string word) => Line($"{key}={word}");

    /// <summary>Text that takes the rest of the line.</summary>
    public UnitFileBuilder Value(string key, string value) => Line($"{key}={UnitValue.Escape(value)}");

    /// <summary>One path of a list. There are quotes there, and no C escapes: a backslash stands for what follows it (systemd.syntax(7)).</summary>
    public UnitFileBuilder Path(string key, string path) =>
        Line($"{key}=\"{UnitValue.Escape(path).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"");

    public UnitFileBuilder Environment(params ReadOnlySpan<(string Name, string Value)> variables)
    {
        var words = new List<string>();
        foreach (var (name, value) in variables)
        {
            words.Add(EnvironmentWord.Quote(name, value));
        }

        return Line("Environment=" + string.Join(' ', words));
    }

    public UnitFileBuilder Command(string key, ExecCommand command) => Line($"{key}={command}");

    /// <summary>An empty assignment: the lines before it no longer count.</summary>
    public UnitFileBuilder Clear(string key) => Line(key + "=");

    public override string ToString() => text.ToString();

    private UnitFileBuilder Line(string line)
    {
        text.Append(line).Append('\n');
        return this;
    }
}

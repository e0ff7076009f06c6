namespace CoinPilot.Systemd;

/// <summary>One logical line of a unit file, with the text it was read from.</summary>
public abstract record UnitEntry(string Text, int Line)
{
    /// <summary>A comment or an empty line.</summary>
    public sealed record Comment(string Text, int Line) : UnitEntry(Text, Line);

    /// <summary>A section's header.</summary>
    public sealed record Header(string Text, int Line, string Section) : UnitEntry(Text, Line);

    /// <summary>A setting; <see cref="Value"/> has its continuation lines joined and nothing unescaped.</summary>
    public sealed record Assignment(string Text, int Line, string Section, string Key, string Value) : UnitEntry(Text, Line);

    /// <summary>What systemd ignores or refuses, and why.</summary>
    public sealed record Junk(string Text, int Line, string Reason) : UnitEntry(Text, Line);
}

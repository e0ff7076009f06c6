using System.Text.RegularExpressions;
using CoinPilot.Hosts;

namespace CoinPilot.Agent.Rehearsing;

/// <summary>What a rehearsal has found so far, each thing once.</summary>
internal sealed partial class RehearsalReport
{
    private readonly List<Diagnostic> findings = [];
    private readonly List<string> looked = [];
    private readonly List<string> changes = [];

    /// <summary>It would keep the stack down.</summary>
    public void Error(string rule, string text, string fix) => Add(Severity.Error, rule, text, fix);

    public void Warning(string rule, string text, string fix) => Add(Severity.Warning, rule, text, fix);

    // Two lines of the unit may name the same path.
    public void Add(Severity severity, string rule, string text, string fix)
    {
        if (findings.TrueForAll(finding => finding.Message != Flat(text)))
        {
            findings.Add(new(rule, severity, Flat(text), Fix: Flat(fix)));
        }
    }

    /// <summary>What was looked at.</summary>
    public void Checked(string text) => looked.Add(text);

    /// <summary>What a start would change.</summary>
    public void Would(string text) => changes.Add(text);

    public Rehearsal ToRehearsal() => new([.. findings], [.. looked], [.. changes]);

    /// <summary>As one line.</summary>
    public static string Flat(string text) => Blanks().Replace(text, " ").TrimEnd(' ');

    [GeneratedRegex("[ \t\n]+")]
    private static partial Regex Blanks();
}

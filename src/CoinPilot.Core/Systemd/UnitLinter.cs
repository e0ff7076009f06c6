using System.Collections.Immutable;

namespace CoinPilot.Systemd;

/// <summary>Finds what systemd would refuse, or ignore with a return code of 0: <c>systemd-analyze verify</c> alone proves little.</summary>
public static class UnitLinter
{
    /// <summary>Findings that hold for any service.</summary>
    public static ImmutableArray<Diagnostic> Lint(UnitFile unit, string file)
    {
        var findings = ImmutableArray.CreateBuilder<Diagnostic>();
        if (!unit.Assignments.Any())
        {
            findings.Add(new("unit-empty", Severity.Error, "the unit has no settings; to systemd an empty file means masked", new(file)));
        }

        foreach (var entry in unit.Entries)
        {
            if (Look(entry) is { } finding)
            {
                findings.Add(finding with { At = new(file, entry.Line) });
            }
        }

        return findings.ToImmutable();
    }

    /// <summary>Findings that hold for the unit of a stack: those of any service, and our own rules.</summary>
    public static ImmutableArray<Diagnostic> LintStack(UnitFile unit, string file) =>
        Lint(unit, file) is var findings && findings.Any(finding => finding.Severity == Severity.Error)
            ? findings
            : [.. findings, .. new StackUnitRules(unit, file).Check()];

    private static Diagnostic? Look(UnitEntry entry) => entry switch
    {
        UnitEntry.Junk junk => new("unit-syntax", Severity.Error, $"{junk.Reason}: {junk.Text.Trim()}"),
        UnitEntry.Header header when !IsOwn(header.Section) && !UnitKeys.BySection.ContainsKey(header.Section) =>
            new("unit-section", Severity.Error, $"a service has no section [{header.Section}]", Fix: "use [Unit], [Service] or [Install]"),
        UnitEntry.Assignment assignment when !IsOwn(assignment.Section) => LookAtKey(assignment) ?? LookAtCommand(assignment),
        _ => null,
    };

    private static Diagnostic? LookAtKey(UnitEntry.Assignment assignment)
    {
        var (section, key) = (assignment.Section, assignment.Key);
        if (IsOwn(key) || !UnitKeys.BySection.TryGetValue(section, out var known) || known.Contains(key))
        {
            return null;
        }

        var elsewhere = UnitKeys.BySection.Where(pair => pair.Value.Contains(key)).Select(pair => pair.Key).FirstOrDefault();
        var fix = elsewhere is not null ? $"it belongs in [{elsewhere}]"
            : UnitKeys.Nearest(section, key) is { } nearest ? $"did you mean {nearest}?"
            : "remove it, or begin it with X- if it is for us";

        return new("unit-key", Severity.Error, $"systemd ignores the unknown key {key}= in [{section}]", Fix: fix);
    }

    private static Diagnostic? LookAtCommand(UnitEntry.Assignment assignment)
    {
        if (assignment.Section != "Service" || !assignment.Key.StartsWith("Exec", StringComparison.Ordinal) || assignment.Key is "ExecPaths" or "ExecSearchPath")
        {
            return null;
        }

        try
        {
            return ExecCommand.ParseLine(assignment.Value).FirstOrDefault(command => !ProgramPath.IsValid(command.Program)) is { } bad
                ? new("unit-program", Severity.Error, $"{assignment.Key}= runs '{bad.Program}'", Fix: "give the program's absolute path, without quotes or escapes")
                : null;
        }
        catch (FormatException error)
        {
            return new("unit-quoting", Severity.Error, $"systemd ignores the line {assignment.Key}=: {error.Message}");
        }
    }

    // systemd ignores sections and keys that begin so, on purpose.
    private static bool IsOwn(string name) => name.StartsWith("X-", StringComparison.Ordinal);
}

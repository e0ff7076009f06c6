using System.Collections.Immutable;

namespace CoinPilot.Hosts;

/// <summary>What <c>rehearse</c> found: whether the installed unit would start, with nothing touched.</summary>
/// <param name="Findings">An error would keep the stack down; each has its fix.</param>
/// <param name="Checked">What was looked at.</param>
/// <param name="Changes">What a start would make or recreate.</param>
public sealed record Rehearsal(ImmutableArray<Diagnostic> Findings, ImmutableArray<string> Checked, ImmutableArray<string> Changes)
{
    public bool Passed => Findings.All(finding => finding.Severity != Severity.Error);

    public static Rehearsal Read(HostFacts facts) => new(
        [.. facts.All("finding").Select(ReadFinding)],
        [.. facts.All("checked")],
        [.. facts.All("would")]);

    private static Diagnostic ReadFinding(string line)
    {
        var parts = line.Split('\t');
        return new(
            parts.ElementAtOrDefault(1) ?? "rehearsal",
            parts[0] == "warning" ? Severity.Warning : Severity.Error,
            parts.ElementAtOrDefault(2) ?? line,
            Fix: parts.ElementAtOrDefault(3) is { Length: > 0 } fix ? fix : null);
    }
}

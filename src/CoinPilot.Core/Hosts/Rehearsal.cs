using System.Collections.Immutable;

namespace CoinPilot.Hosts;

/// <summary>What <c>rehearse</c> found: whether the installed unit would start, with nothing touched.</summary>
/// <param name="Findings">An error would keep the stack down; each has its fix.</param>
/// <param name="Checked">What was looked at.</param>
/// <param name="Changes">What a start would make or recreate.</param>
public sealed record Rehearsal(ImmutableArray<Diagnostic> Findings, ImmutableArray<string> Checked, ImmutableArray<string> Changes)
{
    public bool Passed => Findings.All(finding => finding.Severity != Severity.Error);
}

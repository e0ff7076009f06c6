using System.Collections.Immutable;

namespace CoinPilot.Compose;

/// <summary>The outcome of reading: the project when nothing is wrong with it, and every finding.</summary>
public sealed record ComposeReading(ComposeProject? Project, ImmutableArray<Diagnostic> Findings)
{
    public bool HasErrors => Findings.Any(f => f.Severity == Severity.Error);
}

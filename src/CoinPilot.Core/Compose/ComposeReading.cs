using System.Collections.Immutable;
using CoinPilot.Compose.Variables;

namespace CoinPilot.Compose;

/// <summary>The outcome of reading: the project when nothing is wrong with it, and every finding.</summary>
public sealed record ComposeReading(ComposeProject? Project, ImmutableArray<Diagnostic> Findings)
{
    /// <summary>For whatever else is said about the project: the findings here are masked.</summary>
    public ValueMask Mask { get; init; } = ValueMask.None;

    public bool HasErrors => Findings.Any(f => f.Severity == Severity.Error);
}

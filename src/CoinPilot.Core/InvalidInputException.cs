using System.Collections.Immutable;

namespace CoinPilot;

/// <summary>Bad input, with every finding; exit 2, nothing touched.</summary>
public sealed class InvalidInputException(ImmutableArray<Diagnostic> findings)
    : DeploymentException(string.Join('\n', findings), FailureKind.BadInput)
{
    public ImmutableArray<Diagnostic> Findings { get; } = findings;

    /// <summary>The stack, where Compose itself would take it and only a rule of ours refuses it.</summary>
    public Compose.ComposeProject? Project { get; init; }

    /// <summary>Throws unless there is nothing to refuse.</summary>
    public static void ThrowIfAny(IEnumerable<Diagnostic> findings)
    {
        if (findings.ToImmutableArray() is { IsEmpty: false } refused)
        {
            throw new InvalidInputException(refused);
        }
    }
}

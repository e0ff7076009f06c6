namespace CoinPilot;

/// <summary>A failure that the operator can act on: what, where, what to do next, and its kind, which gives the exit code.</summary>
public class DeploymentException(string message, FailureKind kind = FailureKind.Failed, Exception? inner = null)
    : Exception(message, inner)
{
    public FailureKind Kind { get; } = kind;

    public int ExitStatus => CoinPilot.ExitStatus.Of(Kind);

    /// <summary>The message alone: NUKE prints the stack of every exception that prints more.</summary>
    public override string ToString() => Message;
}

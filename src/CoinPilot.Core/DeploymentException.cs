namespace CoinPilot;

/// <summary>A failure that the operator can act on: what, where, what to do next, and its exit code.</summary>
public class DeploymentException(string message, int exitStatus = ExitStatus.Failure, Exception? inner = null)
    : Exception(message, inner)
{
    public int ExitStatus { get; } = exitStatus;

    /// <summary>The message alone: NUKE prints the stack of every exception that prints more.</summary>
    public override string ToString() => Message;
}

namespace CoinPilot.Runs;

/// <summary>The agent did not even begin what it was asked for: nothing on the host was touched by this run.</summary>
public sealed class AgentNotRunException(string message) : DeploymentException(message, FailureKind.BadInput);

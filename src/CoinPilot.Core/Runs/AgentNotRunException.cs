namespace CoinPilot.Runs;

/// <summary>The host program did not even begin: nothing on the host was touched by this run.</summary>
public sealed class AgentNotRunException(string message) : DeploymentException(message, CoinPilot.ExitStatus.BadInput);

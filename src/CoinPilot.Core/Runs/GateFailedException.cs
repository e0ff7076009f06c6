namespace CoinPilot.Runs;

/// <summary>The stack did not come up; the message names the services, their signals and their last words.</summary>
public sealed class GateFailedException(string message) : DeploymentException(message);

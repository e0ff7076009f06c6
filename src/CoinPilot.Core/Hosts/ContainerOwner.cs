namespace CoinPilot.Hosts;

/// <summary>Whose container has a name that a release wants.</summary>
/// <param name="Project">The Compose project that made it; <c>-</c> for none.</param>
public sealed record ContainerOwner(string Container, string Project);

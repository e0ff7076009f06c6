namespace CoinPilot.Simulated;

/// <summary>The program is dead: nothing of it catches this, and nothing after it is done.</summary>
internal sealed class DiedException : OperationCanceledException;

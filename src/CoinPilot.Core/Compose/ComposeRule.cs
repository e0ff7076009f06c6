namespace CoinPilot.Compose;

/// <summary>One check: its id, how much it weighs, and what it looks for.</summary>
public sealed record ComposeRule(string Id, Severity Severity, string Summary);

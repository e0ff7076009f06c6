namespace CoinPilot.Planning;

/// <summary>What the operator asked for.</summary>
public enum PlanIntent
{
    /// <summary>Nothing differs: no step at all.</summary>
    Unchanged,
    Deploy,
    Rollback,
}

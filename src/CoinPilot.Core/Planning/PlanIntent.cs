namespace CoinPilot.Planning;

/// <summary>What the operator asked for.</summary>
public enum PlanIntent
{
    /// <summary>Nothing differs: no step at all.</summary>
    Unchanged,
    Deploy,
    Rollback,

    /// <summary>The installed release, exactly as it was confirmed.</summary>
    Restore,
}

namespace CoinPilot.Agent.Transaction;

/// <summary>Who asks for the way back.</summary>
internal enum RevertMode
{
    /// <summary>A person, or a client.</summary>
    Asked,

    /// <summary>The timer that an unconfirmed switch left.</summary>
    Timer,

    /// <summary>The guard, at a boot before the unit starts.</summary>
    Boot,
}

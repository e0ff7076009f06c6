namespace CoinPilot.Systemd;

/// <summary>What a boot does before the stack counts as up.</summary>
public enum StartPolicy
{
    /// <summary>Start what is here, then refresh it if the network lets us; only the local start decides.</summary>
    Guarded,

    /// <summary>Start exactly the deployed images.</summary>
    Pinned,

    /// <summary>Pull what isn't built here, ignoring a failure; then build and start, which decides.</summary>
    Classic,
}

namespace CoinPilot.Agent.Docker;

/// <summary>What the host's firewall has of the chains that the engine made when it started.</summary>
public enum EngineFirewall
{
    /// <summary>The engine was told to make none of iptables', or nobody can tell.</summary>
    Unknown,

    Whole,

    /// <summary>The chains are there and no packet comes to them: containers can be made, and are not reached.</summary>
    Bypassed,

    /// <summary>A chain is gone: no container with a published port can be started.</summary>
    Lost,
}

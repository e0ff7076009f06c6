namespace CoinPilot.Protocol;

/// <summary>A request that the agent hands to a unit of its own.</summary>
public sealed record JobFile(AgentScope Scope, AgentRequest Request);

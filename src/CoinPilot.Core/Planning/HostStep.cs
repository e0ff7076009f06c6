using CoinPilot.Protocol;

namespace CoinPilot.Planning;

/// <summary>One request to the host in a plan, and what it will change.</summary>
public sealed record HostStep(AgentRequest Request, string Change)
{
    /// <summary>The step touches containers that run.</summary>
    public bool TouchesStack => Request is StartRequest or RevertRequest;
}

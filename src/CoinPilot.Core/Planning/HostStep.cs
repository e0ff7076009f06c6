using CoinPilot.Protocol;

namespace CoinPilot.Planning;

/// <summary>One request to the host in a plan, and what it will change.</summary>
public sealed record HostStep(AgentRequest Request, string Change)
{
    /// <summary>The part of a plan that the step belongs to.</summary>
    public PlanPhase Phase => Request switch
    {
        StageRequest or RestoreRequest => PlanPhase.Stage,
        SwitchRequest => PlanPhase.Switch,
        StartRequest => PlanPhase.Start,
        _ => PlanPhase.Check,
    };

    /// <summary>The step touches containers that run.</summary>
    public bool TouchesStack => Request is StartRequest or RevertRequest;
}

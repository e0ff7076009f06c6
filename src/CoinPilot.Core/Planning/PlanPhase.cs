namespace CoinPilot.Planning;

/// <summary>The parts of a plan, each of which a target of the build runs by itself.</summary>
public enum PlanPhase
{
    /// <summary>The release lies on the host; what runs there was not touched.</summary>
    Stage,

    /// <summary>Its unit is installed; from here on the host goes back by itself.</summary>
    Switch,

    Start,

    /// <summary>The gate, and then the confirmation.</summary>
    Check,
}

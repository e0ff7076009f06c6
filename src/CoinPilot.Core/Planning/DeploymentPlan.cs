using System.Collections.Immutable;
using CoinPilot.Health;
using CoinPilot.Protocol;
using CoinPilot.Releases;

namespace CoinPilot.Planning;

/// <summary>The ordered steps to one release on one host, made from one observed state; prints itself.</summary>
/// <param name="Manifest">The release that is wanted.</param>
/// <param name="BasedOn">The release the host ran when the plan was made: the switch compares it.</param>
/// <param name="Reasons">Why this is not "unchanged", in the operator's words.</param>
public sealed record DeploymentPlan(
    PlanIntent Intent,
    ReleaseManifest Manifest,
    string BasedOn,
    ImmutableArray<string> Reasons,
    ImmutableArray<HostStep> Steps)
{
    /// <summary>What it does to the stack; null where only the steps are known.</summary>
    public PlanDetail? Detail { get; init; }

    public string Release => Manifest.Release;

    public HealthGate Gate => Planner.GateOf(Manifest);

    /// <summary>What the containers of services that are not in this release may take to stop, one after the other.</summary>
    public TimeSpan Retiring { get; init; }

    public TimeSpan StartBound => TimeSpan.FromSeconds(Manifest.StartBoundSeconds + (Manifest.StartFirstSeconds ?? 0)) + Retiring;

    /// <summary>The request of one kind that the plan makes.</summary>
    public TRequest Request<TRequest>()
        where TRequest : AgentRequest => Steps.Select(step => step.Request).OfType<TRequest>().First();

    /// <summary>Volumes and folders that somebody agreed to begin empty on (D093).</summary>
    public ImmutableArray<string> AcceptedData { get; private init; } = [];

    /// <summary>The same plan with somebody's agreement, which each of its requests that asks for one carries.</summary>
    public DeploymentPlan Accepting(ImmutableArray<string> names) => names.IsEmpty ? this : this with
    {
        AcceptedData = names,
        Steps =
        [
            .. Steps.Select(step => step with
            {
                Request = step.Request switch
                {
                    StageRequest stage => stage with { AcceptedData = names },
                    SwitchRequest @switch => @switch with { AcceptedData = names },
                    StartRequest { Hold: true } start => start with { AcceptedData = names },
                    var other => other,
                },
            }),
        ],
    };

    public override string ToString() => PlanText.Of(this);
}

using System.Collections.Immutable;
using CoinPilot.Planning;

namespace CoinPilot.Reporting;

/// <summary>A plan to be shown: in full where it is what was asked for, else in short.</summary>
/// <param name="Document">The same for programs; null where only the steps are known.</param>
public sealed record PlanView(DeploymentPlan Plan, bool IsFull, PlanDocument? Document)
{
    public ImmutableArray<PlanLine> Lines(int width) => IsFull ? PlanText.Full(Plan, width) : PlanText.Summary(Plan, width);
}

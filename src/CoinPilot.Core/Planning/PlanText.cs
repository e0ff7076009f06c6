using System.Text;

namespace CoinPilot.Planning;

/// <summary>A plan as the operator reads it, one line a step; risk is shown by a glyph, never by colour alone.</summary>
public static class PlanText
{
    public static string Of(DeploymentPlan plan)
    {
        var text = new StringBuilder();
        text.Append(Title(plan)).Append('\n');
        foreach (var reason in plan.Reasons)
        {
            text.Append("  because ").Append(reason).Append('\n');
        }

        foreach (var step in plan.Steps)
        {
            text.Append("  ").Append(step.TouchesStack ? '!' : '·').Append(' ')
                .Append(step.Verb.ToString().ToLowerInvariant().PadRight(8)).Append(step.Change).Append('\n');
        }

        if (!plan.Steps.IsEmpty)
        {
            text.Append("  ! touches running containers; anything that fails after the switch is reverted, by this client or by the host\n");
        }

        return text.ToString();
    }

    private static string Title(DeploymentPlan plan) => plan.Intent switch
    {
        PlanIntent.Unchanged => $"{plan.Release} is what the host runs: nothing to do",
        PlanIntent.Rollback => $"roll back {plan.BasedOn} → {plan.Release}",
        _ => plan.BasedOn switch
        {
            "none" => $"first deployment: {plan.Release}",
            "foreign" => $"deploy {plan.Release} over a unit that CoinPilot did not make (kept, and put back by a revert)",
            _ => $"deploy {plan.BasedOn} → {plan.Release}",
        },
    };
}

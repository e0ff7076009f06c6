using System.Collections.Immutable;

namespace CoinPilot.Planning;

/// <summary>A plan as the operator reads it; risk is shown by a glyph, never by colour alone.</summary>
public static class PlanText
{
    /// <summary>Wide enough for a terminal, narrow enough for a log.</summary>
    public const int DefaultWidth = 110;

    private const string Legend = "  ! goes down   ? may go down   + new   > started again   - goes away   · not touched";

    /// <summary>In short: what is done, to which services.</summary>
    public static string Of(DeploymentPlan plan, int width = DefaultWidth) => Join(Summary(plan, width));

    public static string Join(IEnumerable<PlanLine> lines) => string.Concat(lines.Select(line => line.Text + "\n"));

    public static ImmutableArray<PlanLine> Summary(DeploymentPlan plan, int width = DefaultWidth)
    {
        var page = new PlanPage(width);
        Head(page, plan);
        if (plan.Detail is { } detail && !plan.Steps.IsEmpty)
        {
            PlanSections.Services(page, detail, all: false);
            PlanSections.Data(page, [.. detail.Data.Where(change => change.Asks)]);
            page.Wrapped(PlanTone.Plain, "  ", PlanFooter.Of(detail));
        }

        Steps(page, plan);
        return page.ToImmutable();
    }

    /// <summary>All that is known: what differs, why, and what a way back would restore.</summary>
    public static ImmutableArray<PlanLine> Full(DeploymentPlan plan, int width = DefaultWidth)
    {
        var page = new PlanPage(width);
        Head(page, plan);
        if (plan.Detail is not { } detail)
        {
            Steps(page, plan);
            return page.ToImmutable();
        }

        if (plan.Steps.IsEmpty)
        {
            PlanSections.List(page, "drift", detail.Drift, PlanTone.Caution);
            page.Line(PlanTone.Plain, $"  {Count(detail.Services.Length, "service runs", "services run")} as released");
            return page.ToImmutable();
        }

        page.Heading("services");
        PlanSections.Services(page, detail, all: true);
        page.Line(PlanTone.Quiet, Legend);
        if (!detail.Data.IsEmpty)
        {
            page.Heading("data");
            PlanSections.Data(page, detail.Data);
        }

        PlanSections.Images(page, detail.Images);
        PlanSections.List(page, "drift", detail.Drift, PlanTone.Caution);
        PlanSections.Diffs(page, detail.Diffs);
        page.Heading("steps");
        Steps(page, plan);
        PlanSections.List(page, "gate", [detail.Gate]);
        PlanSections.List(page, "a way back restores", detail.Covered);
        PlanSections.List(page, "a way back does not restore", detail.NotCovered);
        page.Line(PlanTone.Plain, "");
        page.Wrapped(PlanTone.Heading, "", PlanFooter.Of(detail));
        return page.ToImmutable();
    }

    internal static string Count(int number, string one, string more) => $"{number} {(number == 1 ? one : more)}";

    private static void Head(PlanPage page, DeploymentPlan plan)
    {
        page.Line(PlanTone.Heading, Title(plan));
        foreach (var reason in plan.Reasons)
        {
            page.Wrapped(PlanTone.Plain, "  because ", reason);
        }
    }

    private static void Steps(PlanPage page, DeploymentPlan plan)
    {
        foreach (var step in plan.Steps)
        {
            page.Wrapped(
                step.TouchesStack ? PlanTone.Danger : PlanTone.Plain,
                $"  {(step.TouchesStack ? '!' : '·')} {step.Request.Verb,-8}", step.Change);
        }

        if (plan.Intent == PlanIntent.Restore)
        {
            page.Wrapped(PlanTone.Quiet, "  ", "! touches running containers; nothing is switched, so there is nothing to go back to");
        }
        else if (!plan.Steps.IsEmpty)
        {
            page.Wrapped(PlanTone.Quiet, "  ", "! touches running containers; anything that fails after the switch is reverted, by this client or by the host");
        }
    }

    private static string Title(DeploymentPlan plan) => plan.Intent switch
    {
        PlanIntent.Unchanged => $"{plan.Release} is what the host runs: nothing to do",
        PlanIntent.Restore => $"start {plan.Release} exactly as it was confirmed",
        PlanIntent.Rollback => $"roll back {plan.BasedOn} → {plan.Release}",
        _ => plan.BasedOn switch
        {
            "none" => $"first deployment: {plan.Release}",
            "foreign" => $"deploy {plan.Release} over a unit that CoinPilot did not make (kept, and put back by a revert)",
            _ => $"deploy {plan.BasedOn} → {plan.Release}",
        },
    };
}

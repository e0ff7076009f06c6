using System.Collections.Immutable;
using CoinPilot.Compose;

namespace CoinPilot.Health;

/// <summary>Which services of a stack may be tasks: they run, end, and are done.</summary>
/// <param name="Names">In the order of the file.</param>
/// <param name="Once">Those that are not run again once they have ended well for a release.</param>
public sealed record StackTasks(ImmutableArray<string> Names, ImmutableArray<string> Once)
{
    public static StackTasks Of(ComposeProject project, StackBudgets budgets)
    {
        ImmutableArray<ComposeService> tasks =
        [
            .. project.Services.Where(service => service is { Replicas: 1, Restart: null or "" or "no" or "on-failure" }
                && budgets.Services.First(budget => budget.Service == service.Name).MayEnd),
        ];
        return new([.. tasks.Select(task => task.Name)], [.. tasks.Where(task => task.OncePerRelease).Select(task => task.Name)]);
    }
}

namespace Nuke.Common.Execution;

/// <summary>Which targets run, and in which order: what was asked for, what that depends on, and what those trigger.</summary>
internal static class ExecutionPlanner
{
    public static IReadOnlyList<ExecutableTarget> Plan(IReadOnlyList<ExecutableTarget> targets, IReadOnlyList<string>? names)
    {
        ExecutableTarget[] wanted = names is null ? [.. targets.Where(x => x.IsDefault)] : [.. names.Select(x => Find(x, targets))];
        foreach (var target in wanted.Where(_ => names is not null))
        {
            target.Invoked = true;
        }

        var order = Order(targets);
        while (true)
        {
            var plan = Select(order, wanted);
            ExecutableTarget[] triggered = [.. plan.SelectMany(x => x.Triggers).Except(plan)];
            if (triggered.Length == 0)
            {
                plan.ForEach(x => x.Status = ExecutionStatus.Scheduled);
                return plan;
            }

            wanted = [.. plan, .. triggered];
        }
    }

    // Over all targets of the class, not only the planned ones: the last in the order is the first declared that nothing left depends on.
    private static List<ExecutableTarget> Order(IReadOnlyList<ExecutableTarget> targets)
    {
        List<ExecutableTarget> remaining = [.. targets];
        List<ExecutableTarget> lastToFirst = [];
        while (remaining.Count > 0)
        {
            var last = remaining.FirstOrDefault(x => !remaining.Any(y => y.AllDependencies.Contains(x)))
                ?? throw new InvalidOperationException($"Circular dependencies between targets:{Environment.NewLine} - {Cycle(remaining)}");
            remaining.Remove(last);
            lastToFirst.Add(last);
        }

        return lastToFirst;
    }

    private static List<ExecutableTarget> Select(List<ExecutableTarget> lastToFirst, ExecutableTarget[] wanted)
    {
        List<ExecutableTarget> plan = [];
        foreach (var target in lastToFirst)
        {
            if (wanted.Contains(target) || plan.Any(x => x.ExecutionDependencies.Contains(target)))
            {
                plan.Add(target);
            }
        }

        plan.Reverse();
        return plan;
    }

    // Everything that remains has a dependent that remains, so walking from one to the next closes a circle.
    private static string Cycle(List<ExecutableTarget> remaining)
    {
        List<ExecutableTarget> path = [remaining[0]];
        while (true)
        {
            var dependent = remaining.First(x => x.AllDependencies.Contains(path[^1]));
            var start = path.IndexOf(dependent);
            if (start >= 0)
            {
                return string.Join(", ", path[start..].Select(x => x.Name));
            }

            path.Add(dependent);
        }
    }

    private static ExecutableTarget Find(string name, IReadOnlyList<ExecutableTarget> targets)
    {
        var plain = name.Replace("-", "", StringComparison.Ordinal);
        return targets.SingleOrDefault(x => x.Name.Equals(plain, StringComparison.OrdinalIgnoreCase))
            ?? throw new InvalidOperationException(string.Join(
                Environment.NewLine,
                [$"Target with name '{plain}' does not exist. Available targets are:", .. targets.Select(x => $"  - {x.Name}").Order(StringComparer.Ordinal)]));
    }
}

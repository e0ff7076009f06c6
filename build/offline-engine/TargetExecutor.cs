using Serilog;

namespace Nuke.Common.Execution;

/// <summary>Runs a plan: skips, conditions, the first failure stops, assured targets run all the same.</summary>
internal sealed class TargetExecutor(NukeBuild build)
{
    public void Run(IReadOnlyList<string>? skip)
    {
        if (skip is not null)
        {
            string[] names = [.. skip.Select(x => x.Replace("-", "", StringComparison.Ordinal))];
            foreach (var target in build.ExecutionPlan.Where(x => names.Length == 0 || names.Contains(x.Name, StringComparer.OrdinalIgnoreCase)))
            {
                MarkSkipped(target, "via parameter");
            }
        }

        foreach (var target in build.ExecutionPlan)
        {
            IsRuledOut(target, target.Definition.StaticConditions);
        }

        try
        {
            foreach (var target in build.ExecutionPlan)
            {
                Run(target, stopAtFailure: !target.Definition.Proceeds);
            }
        }
        catch
        {
            foreach (var target in build.ExecutionPlan.Where(x => x.Definition.Assured && x.Status == ExecutionStatus.Scheduled))
            {
                Run(target, stopAtFailure: false);
            }

            throw;
        }
    }

    private void Run(ExecutableTarget target, bool stopAtFailure)
    {
        if (target.Status == ExecutionStatus.Skipped || IsRuledOut(target, target.Definition.DynamicConditions))
        {
            target.Status = ExecutionStatus.Skipped;
            build.RaiseTargetSkipped(target.Name);
            return;
        }

        if (target.Definition.Actions.Count == 0)
        {
            target.Status = ExecutionStatus.Collective;
            return;
        }

        using var scope = EngineLog.Enter(target.Name);
        using var block = build.Output.Block(target.Name);
        target.Stopwatch.Start();
        target.Status = ExecutionStatus.Running;
        build.RaiseTargetRunning(target.Name);
        try
        {
            target.Definition.Actions.ForEach(x => x());
            target.Stopwatch.Stop();
            target.Status = ExecutionStatus.Succeeded;
            build.RaiseTargetSucceeded(target.Name);
        }
        catch (Exception thrown)
        {
            Fail(target, TargetFailedException.Unwrap(thrown), stopAtFailure);
        }
    }

    private void Fail(ExecutableTarget target, Exception cause, bool stop)
    {
        if (target.Summary.Count == 0)
        {
            target.Summary.Add(cause.GetType().Name, cause.Message.Split('\n')[0].TrimEnd('\r'));
        }

        Log.Error(cause, "Target {TargetName:l} has thrown an exception", target.Name);
        target.Stopwatch.Stop();
        target.Status = ExecutionStatus.Failed;
        build.RaiseTargetFailed(target.Name);
        if (stop)
        {
            throw new TargetFailedException(target.Name, cause);
        }
    }

    private bool IsRuledOut(ExecutableTarget target, List<TargetCondition> conditions)
    {
        try
        {
            string[] violated = [.. conditions.Where(x => !x.Holds()).Select(x => x.Text)];
            if (violated.Length > 0)
            {
                target.Summary["OnlyWhen"] = string.Join(" && ", violated);
                MarkSkipped(target, reason: null);
            }
        }
        catch (Exception thrown)
        {
            var cause = TargetFailedException.Unwrap(thrown);
            Log.Error(cause, "Invocation of condition for {TargetName:l} has thrown an exception", target.Name);
            throw new TargetFailedException(target.Name, cause);
        }

        return target.Summary.ContainsKey("OnlyWhen");
    }

    // What only this target wanted is skipped with it.
    private void MarkSkipped(ExecutableTarget target, string? reason)
    {
        if (target.Status != ExecutionStatus.Scheduled)
        {
            return;
        }

        if (!target.Invoked)
        {
            target.Status = ExecutionStatus.Skipped;
            if (reason is not null)
            {
                target.Summary.TryAdd("Skipped", reason);
            }
        }

        ExecutableTarget[] orphans = [.. target.ExecutionDependencies.Concat(target.Triggers).Where(x => !IsWantedByOthers(x))];
        foreach (var orphan in orphans)
        {
            MarkSkipped(orphan, $"because of {target.Name}");
        }

        bool IsWantedByOthers(ExecutableTarget wanted) => build.ExecutionPlan
            .Where(x => x != target && x.Status == ExecutionStatus.Scheduled)
            .Any(x => x.ExecutionDependencies.Contains(wanted) || x.Triggers.Contains(wanted));
    }
}

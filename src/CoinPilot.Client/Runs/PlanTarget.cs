using CoinPilot.Stack;
using CoinPilot.Options;
using CoinPilot.Reporting;

namespace CoinPilot.Runs;

/// <summary>Shows, and saves where asked, what a deployment would do now; the host is not changed.</summary>
public sealed class PlanTarget(DeploymentOptions options, ReleaseMaking making, PlanMaking planning, Prefetch prefetch, IReporter reporter)
{
    /// <summary>Whether there is anything to do.</summary>
    public async Task<bool> RunAsync(CancellationToken ct)
    {
        prefetch.Connect(ct);
        var release = await making.MakeAsync(ct).ConfigureAwait(false);
        MadePlan made;
        try
        {
            made = await planning.MakeAsync(repair: false, ct).ConfigureAwait(false);
        }
        finally
        {
            release.DeletePacked();
        }

        reporter.Plan(new(made.Plan, IsFull: true, made.Document));
        var apply = Commands.DeployUnit;
        if (options.PlanOut is { } file)
        {
            PrivateFile.Write(file, made.Document.ToJson());
            apply += $" --plan-file {file}";
            reporter.Line("plan", LineStatus.Ok, $"saved in {file}; it can be applied as long as neither the inputs nor the host move");
        }

        var hasChanges = !made.Plan.Steps.IsEmpty;
        reporter.Verdict(hasChanges ? Verdict.ChangesPending(made.Plan.Release, apply) : Verdict.NothingToDo(made.Plan.Release, Commands.Status));
        return hasChanges;
    }
}

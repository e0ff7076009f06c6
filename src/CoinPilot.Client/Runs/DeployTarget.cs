using CoinPilot.Options;
using CoinPilot.Reporting;
using CoinPilot.Stack;

namespace CoinPilot.Runs;

/// <summary>The end of a deployment: the table of services and the verdict.</summary>
public sealed class DeployTarget(HostRun run, PlanInHand hand)
{
    /// <summary>Throws <see cref="DeploymentException"/> unless the release is confirmed or was there already.</summary>
    public Task RunAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (hand.Unchanged is { } there)
        {
            run.Reporter.Services(ServiceRow.Of(there.Plan.Manifest, there.Look.State.Containers, run.Clock.GetUtcNow()));
            run.Reporter.Verdict(Verdict.Unchanged(there.Plan.Release, Commands.Status));
            return Task.CompletedTask;
        }

        if (hand.Applied is not { IsConfirmed: true } applied)
        {
            throw new DeploymentException("The deployment was not confirmed.");
        }

        run.Reporter.Services(ServiceRow.Of(applied.Plan.Manifest, applied.Containers, run.Clock.GetUtcNow(), applied.Down));
        run.Reporter.Verdict(Verdict.Deployed(applied.Plan.Release, $"{Commands.Status}   (to go back: {Commands.Rollback})"));
        return Task.CompletedTask;
    }
}

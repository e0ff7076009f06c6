using System.Collections.Immutable;
using CoinPilot.Hosts;
using CoinPilot.Planning;
using CoinPilot.Reporting;

namespace CoinPilot.Runs;

/// <summary>The way to an older confirmed release; one that fails its gate is reverted like a deployment (D045, D046).</summary>
/// <param name="release">Where to; null for the confirmed release before the current one.</param>
/// <param name="fetchLimit">How long images that are gone may take to come back.</param>
public sealed class RollbackTarget(HostRun run, string? release, TimeSpan fetchLimit, Phase phase)
{
    /// <summary>The plan while it runs, for whoever leaves in the middle; null before there is one.</summary>
    public PlanRun? Applied { get; private set; }

    /// <summary>Volumes and folders that services may begin empty on (D093).</summary>
    public ImmutableArray<string> AcceptedData { get; init; } = [];

    /// <summary>Throws <see cref="DeploymentException"/> with the exit status of the verdict.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var look = await run.ObserveAsync([], ct).ConfigureAwait(false);
        if (look.State.Pending is { } pending)
        {
            var back = await RevertPendingAsync(pending).ConfigureAwait(false);
            if (release is null || release == back)
            {
                run.Reporter.Verdict(Verdict.RolledBack(back, Commands.Status));
                return;
            }

            look = await run.ObserveAsync([], ct).ConfigureAwait(false);
            look.RefusePending();
        }

        var plan = Planner.Rollback(look.State, release).Accepting(AcceptedData);
        run.Reporter.Plan(new(plan, IsFull: true, null));
        await new CheckoutChanges(look.Host, run.Reporter).ShowAsync(plan.Manifest, ct).ConfigureAwait(false);
        var applied = Applied = new(plan, run, look.Host, PlanPhase.Check) { Content = StagedContent.None with { Limit = fetchLimit } };
        try
        {
            await applied.ApplyAsync(PlanPhase.Check, ct).ConfigureAwait(false);
        }
        catch (Exception error) when (applied.IsSwitching)
        {
            phase.Say("rollback", Phase.IsInterruption(error, ct) ? "interrupted" : error.Message);
            var verdict = await new RevertTarget(run, applied, phase.Failure).RunAsync().ConfigureAwait(false);
            throw new DeploymentException($"The rollback to {plan.Release} failed: {verdict.Word}.", ExitStatus.KindOf(verdict.ExitStatus), error);
        }
        catch (GateFailedException error)
        {
            // Only what is installed was started: nothing was switched.
            throw new DeploymentException($"{plan.Release} is started on hold, exactly as it was confirmed, and is not up: {error.Message}", FailureKind.Unhealthy, error);
        }

        run.Reporter.Services(ServiceRow.Of(plan.Manifest, applied.Containers, run.Clock.GetUtcNow(), applied.Down));
        var next = $"{Commands.Status}   (a boot keeps exactly these images until the next deployment)";
        run.Reporter.Verdict(plan.Intent == PlanIntent.Restore ? Verdict.Restored(plan.Release, next) : Verdict.RolledBack(plan.Release, next));
    }

    // Whoever asks for a rollback while a switch is pending wants that undone first.
    private async Task<string> RevertPendingAsync(PendingSwitch pending)
    {
        if (pending.Trouble is { } trouble)
        {
            throw new DeploymentException(
                $"A switch is pending on this host, and its file can't be read: {trouble}. It must be looked at first: {Commands.Status}", FailureKind.Conflict);
        }

        run.Reporter.Line("rollback", LineStatus.Warn, $"{pending.New} is {pending.Phase} and not confirmed: it is reverted");
        return (await new Reverter(run.ReconnectAsync, run.Reporter).RevertAsync(pending.New, "a rollback was asked for", CancellationToken.None).ConfigureAwait(false)).To;
    }
}

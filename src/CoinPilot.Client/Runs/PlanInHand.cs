using System.Collections.Immutable;
using CoinPilot.Options;
using CoinPilot.Planning;
using CoinPilot.Stack;

namespace CoinPilot.Runs;

/// <summary>The plan that this run applies: the one it made itself, or what an earlier run left on the host.</summary>
/// <param name="reach">The last phase that this run goes to.</param>
/// <param name="accepted">Volumes and folders that services may begin empty on.</param>
public sealed class PlanInHand(HostRun run, string? release, PlanPhase reach, ImmutableArray<string> accepted)
{
    /// <summary>Null as long as nothing was taken up.</summary>
    public PlanRun? Applied { get; private set; }

    /// <summary>The plan that was made found nothing to do.</summary>
    public MadePlan? Unchanged { get; private set; }

    public void TakeUnchanged(MadePlan made) => Unchanged = made;

    public PlanRun Take(MadePlan made, StagedContent content) => Applied = new(made.Plan, run, made.Look.Host, reach) { Content = content };

    /// <summary>The release that is staged, to be switched to. Throws <see cref="DeploymentException"/> (2, 30).</summary>
    public async Task<PlanRun> StagedAsync(CancellationToken ct)
    {
        if (Applied is null)
        {
            var look = await run.ObserveAsync([], ct).ConfigureAwait(false);
            look.RefusePending();
            Applied = new PlanRun(StagedPlan.Choose(look.State, release).Accepting(accepted), run, look.Host, reach).From(PlanPhase.Switch);
        }

        return Applied;
    }

    /// <summary>The release that a switch is pending to. Throws <see cref="DeploymentException"/> (2) where none is.</summary>
    public async Task<PlanRun> PendingAsync(PlanPhase from, CancellationToken ct) =>
        Applied ?? PendingOf(await run.ObserveAsync([], ct).ConfigureAwait(false), from);

    public PlanRun PendingOf(HostLook look, PlanPhase from)
    {
        var pending = look.State.Pending ?? throw new DeploymentException(
            $"Nothing is pending on {look.Host.Description}: no release was switched to. Next: {Commands.UploadUnit}, then ReloadDaemon; or {Commands.DeployUnit}.",
            FailureKind.BadInput);
        run.Touch.Resume();
        return Applied = new PlanRun(StagedPlan.Of(look.State, pending.New), run, look.Host, reach).From(from);
    }
}

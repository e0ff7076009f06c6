using CoinPilot.Options;
using CoinPilot.Planning;
using CoinPilot.Stack;

namespace CoinPilot.Runs;

/// <summary>The gate; then the confirmation over a new connection. With no switch pending it judges what runs.</summary>
public sealed class ConfirmTarget(HostRun run, PlanInHand hand)
{
    public async Task RunAsync(CancellationToken ct)
    {
        if (hand.Applied is { } applied)
        {
            await applied.ApplyAsync(PlanPhase.Check, ct).ConfigureAwait(false);
            return;
        }

        var look = await run.ObserveAsync([], ct).ConfigureAwait(false);
        if (look.State.Pending is not { } pending)
        {
            await new CheckTarget(run).RunAsync(look, ct).ConfigureAwait(false);
            return;
        }

        if (pending.Phase != "started")
        {
            throw new DeploymentException(
                $"{pending.New} is switched to on {look.Host.Description}, but its start has not ended well. Next: {Commands.StartUnit}, or {Commands.RevertOnFailure}",
                FailureKind.BadInput);
        }

        await hand.PendingOf(look, PlanPhase.Check).ApplyAsync(PlanPhase.Check, ct).ConfigureAwait(false);
    }
}

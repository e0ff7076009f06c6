using CoinPilot.Options;
using CoinPilot.Planning;
using CoinPilot.Stack;

namespace CoinPilot.Runs;

/// <summary>Starts what the switch installed.</summary>
public sealed class StartTarget(PlanInHand hand)
{
    public async Task RunAsync(CancellationToken ct) =>
        await (await hand.PendingAsync(PlanPhase.Start, ct).ConfigureAwait(false)).ApplyAsync(PlanPhase.Start, ct).ConfigureAwait(false);
}

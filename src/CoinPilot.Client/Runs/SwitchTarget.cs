using CoinPilot.Options;
using CoinPilot.Planning;
using CoinPilot.Stack;

namespace CoinPilot.Runs;

/// <summary>Installs the staged unit; from here the host goes back by itself unless confirmed.</summary>
public sealed class SwitchTarget(PlanInHand hand)
{
    public async Task RunAsync(CancellationToken ct) =>
        await (await hand.StagedAsync(ct).ConfigureAwait(false)).ApplyAsync(PlanPhase.Switch, ct).ConfigureAwait(false);
}

using CoinPilot.Health;
using CoinPilot.Planning;
using CoinPilot.Reporting;

namespace CoinPilot.Runs;

/// <summary>The gate over the release that runs, when no switch is pending.</summary>
public sealed class CheckTarget(HostRun run)
{
    /// <summary>Throws <see cref="GateFailedException"/> when it is not up.</summary>
    public async Task RunAsync(HostLook look, CancellationToken ct)
    {
        var manifest = look.CurrentRelease(run.About.App, "there is nothing to check");
        var gate = new GateRun(look.Host, run.Reporter);
        if (await gate.JudgeAsync(Planner.GateOf(manifest), ct).ConfigureAwait(false) is GateVerdict.Fail failed)
        {
            await FailureReport.ShowAsync(look.Host, failed.Services, gate.Ps, run.Reporter, ct).ConfigureAwait(false);
            throw new GateFailedException($"{look.State.Current} is not up on {look.Host.Description}: {failed.Reason}. Next: {Commands.Status}, {Commands.Rollback}");
        }

        run.Reporter.Services(ServiceRow.Of(manifest, gate.Containers, run.Clock.GetUtcNow()));
    }
}

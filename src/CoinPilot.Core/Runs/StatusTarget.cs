using CoinPilot.Inspection;
using CoinPilot.Planning;
using CoinPilot.Reporting;

namespace CoinPilot.Runs;

/// <summary>What runs now, and whether it is what was released.</summary>
public sealed class StatusTarget(HostRun run)
{
    /// <summary>Throws <see cref="DeploymentException"/> with 11 when anything is off.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var status = await InspectAsync(ct).ConfigureAwait(false);
        run.Reporter.Status(status);
        if (status.IsDegraded)
        {
            throw new DeploymentException(StatusText.Off(status), FailureKind.Unhealthy);
        }

        run.Reporter.Line("status", LineStatus.Ok, "everything is as released");
    }

    private async Task<StackStatus> InspectAsync(CancellationToken ct)
    {
        var look = await run.ObserveAsync([], ct).ConfigureAwait(false);
        var state = look.State;
        if (Planner.ReadableCurrentOf(state) is { HostDirectory: not null })
        {
            var since = await look.Host.CheckoutSinceAsync(state.Current, ct).ConfigureAwait(false);
            state = state with { CheckoutChanges = [.. since.Select(change => change.ToString()).Distinct()] };
        }

        return Inspector.Inspect(state, run.About.App, run.About.UnitName, look.Host.Description);
    }
}

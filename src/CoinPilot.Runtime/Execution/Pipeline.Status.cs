using CoinPilot.Inspection;
using CoinPilot.Planning;
using CoinPilot.Reporting;

namespace CoinPilot.Execution;

/// <summary>What runs now, and whether it is what was released.</summary>
public sealed partial class Pipeline
{
    /// <summary>Throws <see cref="DeploymentException"/> with 11 when anything is off.</summary>
    public Task StatusAsync(CancellationToken ct) => Guard("status", async () =>
    {
        await ObserveAsync([], ct).ConfigureAwait(false);
        await LookAtCheckoutAsync(ct).ConfigureAwait(false);
        var status = Inspector.Inspect(state!, options.App, options.UnitName, host!.Description);
        reporter.Status(status);
        if (status.IsDegraded)
        {
            throw new DeploymentException(StatusText.Off(status), ExitStatus.Degraded);
        }

        reporter.Line("status", LineStatus.Ok, "everything is as released");
    }, ct);

    private async Task LookAtCheckoutAsync(CancellationToken ct)
    {
        if (Planner.CurrentOf(state!) is not { HostDirectory: not null })
        {
            return;
        }

        var since = await host!.CheckoutSinceAsync(state!.Current, ct).ConfigureAwait(false);
        state = state with { CheckoutChanges = [.. since.Select(change => change.ToString()).Distinct()] };
    }
}

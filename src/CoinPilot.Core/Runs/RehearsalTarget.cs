using CoinPilot.Reporting;

namespace CoinPilot.Runs;

/// <summary>A rehearsal of the start that a boot would make; nothing is touched (D060).</summary>
public sealed class RehearsalTarget(HostRun run)
{
    /// <summary>Throws <see cref="DeploymentException"/> with 11 when the installed unit would not start.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var look = await run.ObserveAsync([], ct).ConfigureAwait(false);
        await RehearseAsync(look.Host, ct).ConfigureAwait(false);
    }

    public async Task RehearseAsync(HostClient host, CancellationToken ct)
    {
        var rehearsal = await host.RehearseAsync(ct).ConfigureAwait(false);
        foreach (var what in rehearsal.Checked)
        {
            run.Reporter.Line("rehearse", LineStatus.Ok, what);
        }

        foreach (var change in rehearsal.Changes)
        {
            run.Reporter.Line("rehearse", LineStatus.Info, $"a start would {change}");
        }

        run.Reporter.Findings("rehearse", rehearsal.Findings);
        if (!rehearsal.Passed)
        {
            throw new DeploymentException(
                $"{run.About.UnitName} on {host.Description} would not bring the stack back, for what is said above. Nothing was touched.",
                FailureKind.Unhealthy);
        }

        run.Reporter.Line("rehearse", LineStatus.Ok, $"{run.About.UnitName} would start; what runs was not touched");
    }
}

using CoinPilot.Inspection;
using CoinPilot.Planning;
using CoinPilot.Reporting;

namespace CoinPilot.Execution;

/// <summary>The proof that the stack comes back: a rehearsal of the start, and a real reboot.</summary>
public sealed partial class Pipeline
{
    /// <summary>Throws <see cref="DeploymentException"/> with 11 when the installed unit would not start; nothing is touched.</summary>
    public Task StartRehearsalAsync(CancellationToken ct) => Guard("rehearse", async () =>
    {
        await ObserveAsync([], ct).ConfigureAwait(false);
        await RehearseAsync(ct).ConfigureAwait(false);
    }, ct);

    /// <summary>Reboots the host and waits until everything is up again: 22 when the host does not come back, 11 when the stack doesn't.</summary>
    public Task VerifyRebootAsync(Consent consent, CancellationToken ct) => Guard("reboot", async () =>
    {
        consent.EnsurePossible("VerifyReboot reboots the host, and everything that runs there goes down with it.");
        await ObserveAsync([], ct).ConfigureAwait(false);
        RefusePending();
        var manifest = Planner.CurrentOf(state!) ?? throw new DeploymentException(
            $"No release of {options.App} runs on {host!.Description}: nobody knows what must be up after the reboot. Next: {Commands.DeployUnit}", ExitStatus.BadInput);
        var gate = Planner.GateOf(manifest);
        await RehearseAsync(ct).ConfigureAwait(false);
        consent.Demand($"{host!.Description} is rebooted now, and everything that runs there goes down with it.");
        var after = await new RebootRun(ReconnectAsync, reporter, clock, options.RebootTimeout).RunAsync(host, gate, ct).ConfigureAwait(false);
        var status = Inspector.Inspect(after, options.App, options.UnitName, host.Description);
        reporter.Status(status);
        foreach (var finding in status.Findings.Where(finding => finding.IsOff))
        {
            reporter.Line("reboot", LineStatus.Warn, $"{finding.Text}{(finding.Next is { } next ? $"\n→ {next}" : "")}");
        }

        reporter.Line("reboot", LineStatus.Ok, $"{manifest.Release} came back by itself: boot id changed, unit active, every required service up");
    }, ct);

    private async Task RehearseAsync(CancellationToken ct)
    {
        var rehearsal = await host!.RehearseAsync(ct).ConfigureAwait(false);
        foreach (var what in rehearsal.Checked)
        {
            reporter.Line("rehearse", LineStatus.Ok, what);
        }

        foreach (var change in rehearsal.Changes)
        {
            reporter.Line("rehearse", LineStatus.Info, $"a start would {change}");
        }

        ShowFindings("rehearse", rehearsal.Findings);
        if (!rehearsal.Passed)
        {
            throw new DeploymentException(
                $"{options.UnitName} on {host.Description} would not bring the stack back, for what is said above. Nothing was touched.",
                ExitStatus.Degraded);
        }

        reporter.Line("rehearse", LineStatus.Ok, $"{options.UnitName} would start; what runs was not touched");
    }

    private void ShowFindings(string phase, IEnumerable<Diagnostic> findings)
    {
        foreach (var finding in findings)
        {
            reporter.Line(phase, finding.Severity == Severity.Error ? LineStatus.Fail : LineStatus.Warn, $"{finding.Message}{(finding.Fix is null ? "" : $"\n→ {finding.Fix}")}");
        }
    }

    // Warnings are said and go on; errors are refused together.
    private void Judge(IReadOnlyCollection<Diagnostic> findings)
    {
        ShowFindings("upload", findings.Where(finding => finding.Severity != Severity.Error));
        Refuse([.. findings.Where(finding => finding.Severity == Severity.Error)]);
    }
}

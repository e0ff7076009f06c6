using CoinPilot.Inspection;
using CoinPilot.Options;
using CoinPilot.Planning;
using CoinPilot.Reporting;
using CoinPilot.Stack;

namespace CoinPilot.Runs;

/// <summary>A real reboot of the host, and the proof that the stack comes back by itself.</summary>
/// <param name="limit">From the reboot on: how long it may take until everything is up again.</param>
public sealed class RebootTarget(HostRun run, Consent consent, TimeSpan limit)
{
    /// <summary>Throws <see cref="DeploymentException"/>: 22 when the host does not come back, 11 when the stack doesn't.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        consent.EnsurePossible("VerifyReboot reboots the host, and everything that runs there goes down with it.");
        var look = await run.ObserveAsync([], ct).ConfigureAwait(false);
        look.RefusePending();
        var host = look.Host;
        var manifest = look.CurrentRelease(run.About.App, "nobody knows what must be up after the reboot");
        await new RehearsalTarget(run).RehearseAsync(host, ct).ConfigureAwait(false);
        consent.Demand($"{host.Description} is rebooted now, and everything that runs there goes down with it.");
        var after = await new RebootRun(run.ReconnectAsync, run.Reporter, run.Clock, limit).RunAsync(host, Planner.GateOf(manifest), ct).ConfigureAwait(false);
        var status = Inspector.Inspect(after, run.About.App, run.About.UnitName, host.Description);
        run.Reporter.Status(status);
        foreach (var finding in status.Findings.Where(finding => finding.IsOff))
        {
            run.Reporter.Line("reboot", LineStatus.Warn, $"{finding.Text}{(finding.Next is { } next ? $"\n→ {next}" : "")}");
        }

        run.Reporter.Line("reboot", LineStatus.Ok, $"{manifest.Release} came back by itself: boot id changed, unit active, every required service up");
    }
}

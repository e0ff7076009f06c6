using CoinPilot.Hosts;
using CoinPilot.Options;
using CoinPilot.Reporting;
using CoinPilot.Stack;

namespace CoinPilot.Runs;

/// <summary>The end of an app on its host: all that CoinPilot brought there, and never its data (D059).</summary>
public sealed class RemoveTarget(HostRun run, Consent consent)
{
    /// <summary>Shows what goes and what stays, and asks before anything is taken away.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var (app, unit) = run.About;
        var look = await run.ObserveAsync([], ct).ConfigureAwait(false);
        InvalidInputException.ThrowIfAny(UnitOwner.Check(look.State, app, unit));
        look.RefusePending();
        var host = look.Host;
        var holdings = await host.HoldingsAsync(ct).ConfigureAwait(false);
        if (holdings.Goes.IsEmpty)
        {
            run.Reporter.Line("remove", LineStatus.Ok, $"nothing of {app} is on {host.Description} that CoinPilot brought there");
            return;
        }

        run.Reporter.Block("remove", holdings.ToString());
        consent.Demand($"This removes {app} from {host.Description}.", app.Text);
        await host.UninstallAsync(ct).ConfigureAwait(false);
        run.Reporter.Line("remove", LineStatus.Ok, $"{app} is gone from {host.Description}; its volumes and values stay. To have it again: {Commands.DeployUnit}");
        if (holdings.FormerUnit is { } former)
        {
            run.Reporter.Line("remove", LineStatus.Info,
                $"the unit that stood there before CoinPilot was not put back, since it would start its stack at the next boot; it is kept as {former}. To have it again, on the host:\n"
                + $"sudo cp {former} /etc/systemd/system/{unit} && sudo systemctl daemon-reload && sudo systemctl enable --now {unit}");
        }
    }
}

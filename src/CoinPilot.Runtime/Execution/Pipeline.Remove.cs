using CoinPilot.Hosts;
using CoinPilot.Reporting;

namespace CoinPilot.Execution;

/// <summary>The end of an app on its host: all that CoinPilot brought there, and never its data.</summary>
public sealed partial class Pipeline
{
    /// <summary>Shows what goes and what stays, and asks before anything is taken away.</summary>
    public Task RemoveAsync(Consent consent, CancellationToken ct) => Guard("remove", async () =>
    {
        await ObserveAsync([], ct).ConfigureAwait(false);
        Refuse(UnitOwner.Check(state!, options.App, options.UnitName));
        RefusePending();
        var holdings = await host!.HoldingsAsync(ct).ConfigureAwait(false);
        if (holdings.Goes.IsEmpty)
        {
            reporter.Line("remove", LineStatus.Ok, $"nothing of {options.App} is on {host.Description} that CoinPilot brought there");
            return;
        }

        reporter.Block("remove", holdings.ToString());
        consent.Demand($"This removes {options.App} from {host.Description}.", options.App.Text);
        await host.UninstallAsync(ct).ConfigureAwait(false);
        reporter.Line("remove", LineStatus.Ok, $"{options.App} is gone from {host.Description}; its volumes and values stay. To have it again: {Commands.DeployUnit}");
        if (holdings.FormerUnit is { } unit)
        {
            reporter.Line("remove", LineStatus.Info,
                $"the unit that stood there before CoinPilot was not put back, since it would start its stack at the next boot; it is kept as {unit}. To have it again, on the host:\n"
                + $"sudo cp {unit} /etc/systemd/system/{options.UnitName} && sudo systemctl daemon-reload && sudo systemctl enable --now {options.UnitName}");
        }
    }, ct);
}

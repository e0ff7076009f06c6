using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Systemd;

namespace CoinPilot.Agent.Transaction;

/// <summary>The dead man's switch: a timer that reverts what nobody confirms, and tries it again until it is done (D020).</summary>
internal sealed class RevertTimer(HostParts host, AppPlaces places)
{
    // 21: it went back, and what came back is not healthy; that is no reason to go back again.
    private static readonly string[] Properties =
        ["Type=oneshot", "Restart=on-failure", "RestartSec=5s", "StartLimitIntervalSec=0", "SuccessExitStatus=21"];

    /// <summary>Throws <see cref="SystemdRefusedException"/>.</summary>
    public async Task ArmAsync(TimeSpan within, IEnumerable<string> program, CancellationToken ct)
    {
        TransientUnit unit = new(places.OwnUnit("revert"), [.. program], [.. Properties]) { After = within };
        if (await host.Systemd.RunTransientAsync(unit, ct).ConfigureAwait(false) is { } why)
        {
            throw new SystemdRefusedException($"no timer could be set that goes back when nobody confirms: {why}");
        }
    }

    /// <summary>Its service too is forgotten, unless that is what runs us.</summary>
    public async Task StopAsync(CancellationToken ct)
    {
        await host.Systemd.RunJobAsync(UnitJob.Stop, places.RevertTimer, TimeSpan.FromSeconds(60), ct).ConfigureAwait(false);
        await host.Systemd.ResetFailedAsync(places.OwnUnit("revert"), ct).ConfigureAwait(false);
    }
}

using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Systemd;

namespace CoinPilot.Agent.Transaction;

/// <summary>
/// A oneshot that is active stays so when its reload fails, and systemd tries nothing again: a unit of its own does. It
/// reloads only, so it stops nothing that runs; it ends when somebody has stopped the unit, or when systemd starts it (D024).
/// </summary>
internal sealed class Recovery(HostParts host, AppPlaces places)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private string Unit => places.OwnUnit("recover");

    /// <summary>It is under way, as long as systemd knows it.</summary>
    public bool IsUnderWay => host.Systemd.IsTransient(Unit);

    /// <summary>False when systemd takes it not.</summary>
    public async Task<bool> HandOverAsync(string release, string project, CancellationToken ct)
    {
        var sweep = $"{host.ProgramPath} sweep --project {project}";
        return await host.Systemd.RunTransientAsync(
            new(
                Unit,
                ["/bin/sh", "-c", $"sleep 10; {sweep}; systemctl is-active -q {places.Unit} || exit 0; exec systemctl reload {places.Unit}"],
                ["Type=oneshot", "Restart=on-failure", "RestartSec=20s", "StartLimitIntervalSec=0"])
            {
                IsQueued = true, // a oneshot has not begun before it has ended
                Description = $"The start of {release}, which failed when it was put back, tried again",
            },
            ct).ConfigureAwait(false) is null;
    }

    public async Task StopAsync(CancellationToken ct)
    {
        if (IsUnderWay)
        {
            await host.Systemd.RunJobAsync(UnitJob.Stop, Unit, Bound, ct).ConfigureAwait(false);
        }
    }
}

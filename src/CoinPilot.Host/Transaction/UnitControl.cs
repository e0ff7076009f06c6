using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Serving;
using CoinPilot.Agent.Systemd;

namespace CoinPilot.Agent.Transaction;

/// <summary>The stack's unit: started, reloaded, cancelled.</summary>
internal sealed class UnitControl(HostParts host, AppPlaces places, VerbContext context)
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(0.1);

    // systemd is given so long until the unit's processes are killed, and so long in all.
    private static readonly TimeSpan UntilKill = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan UntilGivenUp = TimeSpan.FromSeconds(20);

    private readonly ISystemd systemd = host.Systemd;

    /// <summary>ActiveState, and the process that the unit keeps in the foreground (0 for none).</summary>
    public async Task<(string State, string MainPid)> LookAsync(CancellationToken ct)
    {
        var unit = (await systemd.ShowAsync([places.Unit], ["ActiveState", "MainPID"], ct).ConfigureAwait(false))[0];
        return (unit["ActiveState"], unit["MainPID"] is { Length: > 0 } pid ? pid : "0");
    }

    /// <summary>Ends what the unit is doing right now; its containers stay.</summary>
    public async Task CancelAsync(CancellationToken ct)
    {
        var (state, _) = await LookAsync(ct).ConfigureAwait(false);
        switch (state)
        {
            case "reloading":
                await systemd.SignalAsync(places.Unit, UnitSignal.Terminate, onlyControl: true, ct).ConfigureAwait(false);
                break;
            case "activating" or "deactivating":
                await systemd.StopSoonAsync(places.Unit, ct).ConfigureAwait(false);
                break;
            default:
                return;
        }

        await context.SayAsync($"cancelled what {places.Unit} was doing ({state})").ConfigureAwait(false);
        await UntilAtRestAsync(ct).ConfigureAwait(false);
    }

    /// <summary>Nothing half-done is in the way of a start.</summary>
    /// <param name="bound">Of a stop.</param>
    public async Task PrepareAsync(HalfMade halfMade, TimeSpan bound, CancellationToken ct)
    {
        await CancelAsync(ct).ConfigureAwait(false);
        if (!await halfMade.SweepPatientlyAsync(ct).ConfigureAwait(false))
        {
            throw new VerbFailedException(FailureKind.Failed, "the Docker Engine of this host does not answer", "systemctl start docker; journalctl -u docker");
        }

        // A foreign unit may have kept `docker compose up` in the foreground: it can't be reloaded out of that.
        if ((await LookAsync(ct).ConfigureAwait(false)).MainPid != "0")
        {
            await systemd.RunJobAsync(UnitJob.Stop, places.Unit, bound, ct).ConfigureAwait(false);
        }
    }

    /// <summary>One attempt; the exit code.</summary>
    public async Task<int> RunAsync(TimeSpan bound, CancellationToken ct)
    {
        if ((await LookAsync(ct).ConfigureAwait(false)).State == "active")
        {
            return await systemd.RunJobAsync(UnitJob.Reload, places.Unit, bound, ct).ConfigureAwait(false);
        }

        await systemd.ResetFailedAsync(places.Unit, ct).ConfigureAwait(false);
        return await systemd.RunJobAsync(UnitJob.Start, places.Unit, bound, ct).ConfigureAwait(false);
    }

    private async Task UntilAtRestAsync(CancellationToken ct)
    {
        var isKilled = false;
        for (var begun = host.Clock.Uptime; host.Clock.Uptime - begun < UntilGivenUp;)
        {
            if ((await LookAsync(ct).ConfigureAwait(false)).State is not ("reloading" or "activating" or "deactivating"))
            {
                return;
            }

            if (!isKilled && host.Clock.Uptime - begun >= UntilKill)
            {
                isKilled = true;
                await systemd.SignalAsync(places.Unit, UnitSignal.Kill, onlyControl: false, ct).ConfigureAwait(false);
            }

            await host.Clock.DelayAsync(Beat, ct).ConfigureAwait(false);
        }

        await context.SayAsync($"{places.Unit} did not stop what it was doing").ConfigureAwait(false);
    }
}

using System.Globalization;
using CoinPilot.Health;
using CoinPilot.Hosts;
using CoinPilot.Options;
using CoinPilot.Reporting;
using CoinPilot.Transport;
using CoinPilot.Stack;

namespace CoinPilot.Runs;

/// <summary>A reboot of the host, and the proof that the stack came back by itself.</summary>
/// <param name="limit">From the reboot on: how long it may take until everything is up again.</param>
public sealed class RebootRun(Func<CancellationToken, Task<HostClient>> connect, IReporter reporter, TimeProvider clock, TimeSpan limit)
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(2);

    // sshd lets nobody in while the host still boots; it also penalises whoever is refused too often.
    private static readonly TimeSpan AfterRefusedLogin = TimeSpan.FromSeconds(10);

    private const int RefusedLogins = 5;

    private long begun;

    /// <summary>Reboots and waits; throws <see cref="DeploymentException"/>: 22 when the host did not come back, 11 when the stack did not.</summary>
    public async Task<HostState> RunAsync(HostClient host, HealthGate gate, CancellationToken ct)
    {
        begun = clock.GetTimestamp();
        var (bootId, rebootedAt) = await host.RebootAsync(ct).ConfigureAwait(false);
        reporter.Line("reboot", LineStatus.Wait, $"{host.Description} reboots now; it may take {limit.TotalSeconds:0} s until everything is up");
        await using var back = await ReturnAsync(host.Description, bootId, ct).ConfigureAwait(false);
        reporter.Line("reboot", LineStatus.Ok, $"it answers again after {Elapsed()}, and its boot id is another");
        await UntilUpAsync(back, gate, ct).ConfigureAwait(false);
        var passed = Elapsed();
        var state = await UntilActiveAsync(back, ct).ConfigureAwait(false);
        reporter.Line("reboot", LineStatus.Ok, $"{Recovery(state, gate, rebootedAt)}the gate passed {passed} after the reboot was asked for ({gate.StableFor.TotalSeconds:0} s of it to see that everything stays up)");
        return state;
    }

    private TimeSpan Left => limit - clock.GetElapsedTime(begun);

    private async Task<HostClient> ReturnAsync(string name, string bootId, CancellationToken ct)
    {
        var trouble = "it still answered as before the reboot";
        var refused = 0;
        while (Left > TimeSpan.Zero)
        {
            var pause = BetweenTries;
            try
            {
                var host = await connect(ct).ConfigureAwait(false);
                try
                {
                    if ((await host.ObserveAsync([], ct).ConfigureAwait(false)).BootId != bootId)
                    {
                        return host;
                    }
                }
                catch
                {
                    await host.DisposeAsync().ConfigureAwait(false);
                    throw;
                }

                await host.DisposeAsync().ConfigureAwait(false);
            }
            catch (DeploymentException error) when (IsPassing(error, ref refused))
            {
                trouble = error.Message;
                pause = error.Kind == FailureKind.Login ? AfterRefusedLogin : BetweenTries;
            }

            await Task.Delay(pause, clock, ct).ConfigureAwait(false);
        }

        throw new ContactLostException(
            $"{name} did not come back within {limit.TotalSeconds:0} s of the reboot: {trouble}\n"
            + $"→ look at its console (the cloud provider's); when it is back: {Commands.Status}. A longer limit: --reboot-timeout");
    }

    // A host that goes down or comes up refuses, hangs and breaks off; a wrong key never passes.
    private static bool IsPassing(DeploymentException error, ref int refused) => error.Kind switch
    {
        FailureKind.Login => ++refused < RefusedLogins,
        FailureKind.Failed or FailureKind.ContactLost or FailureKind.BadInput => error is not InvalidInputException,
        _ => false,
    };

    private async Task UntilUpAsync(HostClient host, HealthGate gate, CancellationToken ct)
    {
        while (true)
        {
            var run = new GateRun(host, reporter);
            if (await run.JudgeAsync(gate, ct).ConfigureAwait(false) is not GateVerdict.Fail failed)
            {
                return;
            }

            // systemd tries again by itself: a boot may heal.
            if (Left <= TimeSpan.Zero)
            {
                await FailureReport.ShowAsync(host, failed.Services, run.Ps, reporter, ct).ConfigureAwait(false);
                throw new DeploymentException(
                    $"{host.Description} is back, the stack is not: {failed.Reason}\n→ {Commands.Status}; on the host: systemctl status, journalctl -b -u of the unit", FailureKind.Unhealthy);
            }

            await Task.Delay(BetweenTries, clock, ct).ConfigureAwait(false);
        }
    }

    private async Task<HostState> UntilActiveAsync(HostClient host, CancellationToken ct)
    {
        for (var told = false; ;)
        {
            var state = await host.ObserveAsync([], ct).ConfigureAwait(false);
            if (state.Unit.ActiveState == "active")
            {
                return state;
            }

            if (Left <= TimeSpan.Zero)
            {
                throw new DeploymentException(
                    $"The services are up on {host.Description}, but the unit is still {state.Unit.ActiveState} ({state.Unit.SubState}) {limit.TotalSeconds:0} s after the reboot.\n"
                    + $"→ a boot refresh behind a registry that doesn't answer takes long: {Commands.Status} later, or a longer --reboot-timeout",
                    FailureKind.Unhealthy);
            }

            if (!told)
            {
                reporter.Line("reboot", LineStatus.Wait, $"everything is up after {Elapsed()}; the unit is {state.Unit.ActiveState} until its refresh is done");
                told = true;
            }

            await Task.Delay(BetweenTries, clock, ct).ConfigureAwait(false);
        }
    }

    // By the host's own clock, before and after.
    private static string Recovery(HostState state, HealthGate gate, DateTimeOffset rebootedAt)
    {
        var required = gate.Services.Where(service => service.IsRequired).Select(service => service.Service).ToHashSet();
        var last = state.Containers.Where(container => required.Contains(container.Service) && container.Status == "running").MaxBy(container => container.StartedAt);
        return last is null || last.StartedAt < rebootedAt
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"the last container ({last.Service}) started {(last.StartedAt - rebootedAt).TotalSeconds:0.0} s after the reboot; ");
    }

    private string Elapsed() => string.Create(CultureInfo.InvariantCulture, $"{clock.GetElapsedTime(begun).TotalSeconds:0.0} s");
}

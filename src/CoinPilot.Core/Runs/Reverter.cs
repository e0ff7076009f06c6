using CoinPilot.Health;
using CoinPilot.Hosts;
using CoinPilot.Planning;
using CoinPilot.Releases;
using CoinPilot.Reporting;
using CoinPilot.Systemd;

namespace CoinPilot.Runs;

/// <summary>The way back: the host's own <c>revert</c>, then a look whether what came back is up.</summary>
public sealed class Reverter(Func<CancellationToken, Task<HostClient>> connect, IReporter reporter)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    /// <summary>
    /// What the host runs afterwards, a release id, <c>none</c> or <c>foreign</c>; and whether a switch was undone. Throws
    /// <see cref="DeploymentException"/> with 21 when it is not up, <see cref="Ssh.ContactLostException"/> when nobody knows.
    /// </summary>
    public async Task<(string To, bool WasUndone)> RevertAsync(string? release, string reason, CancellationToken ct)
    {
        await using var host = await connect(ct).ConfigureAwait(false);
        reporter.Line("revert", LineStatus.Wait, "going back to what ran before the switch, if one is pending");
        var reply = await host.RevertAsync(release, reason, Limit, ct).ConfigureAwait(false);
        if (reply is not { Failure: null, Answer.To: { } back })
        {
            if (reply is { Answer: null, Failure: { Kind: FailureKind.BadInput } never })
            {
                throw new AgentNotRunException($"{host.Description}: {never}");
            }

            var again = reply.Answer?.TriesAgainAt is { } at ? $"\nthe host tries it again by itself at {at.ToLocalTime():HH:mm:ss}" : "";
            throw new DeploymentException(
                $"{host.Description}: revert ended with {reply.Failure?.ExitCode ?? 0}: {reply.Failure}\n{reply.Answer?.Output}".TrimEnd() + again,
                FailureKind.RollbackFailed);
        }

        // Whoever asks about one release wants to know what became of it; else nothing was done that could be judged.
        if (reply.Answer.HadNothing && release is null)
        {
            return (back, false);
        }

        if (reply.Answer.Down is { IsEmpty: false } down)
        {
            reporter.Line("revert", LineStatus.Info, $"down since the switch: {DownText.Of(down)}");
        }

        await JudgeAsync(host, back, ct).ConfigureAwait(false);
        return (back, true);
    }

    private async Task JudgeAsync(HostClient host, string back, CancellationToken ct)
    {
        var state = await host.ObserveAsync([], ct).ConfigureAwait(false);
        if (state.Find(back)?.Manifest is not { } text)
        {
            reporter.Line("revert", LineStatus.Ok, back switch
            {
                "none" => "nothing was there before; nothing is left",
                "foreign" => "the unit that CoinPilot did not make is back, byte for byte",
                _ => $"back to {back}",
            });
            if (back == "foreign" && state.UnitText is { } unit && UnitGuard.IsMissing(unit))
            {
                reporter.Line("revert", LineStatus.Warn,
                    "that unit pulls before it starts anything: a reboot while the registry is down, or with an image that is only built there, leaves the stack down. The bug is back until a deployment succeeds");
            }

            return;
        }

        var gate = Planner.GateOf(ReleaseManifest.Parse(text));
        var run = new GateRun(host, reporter);
        var verdict = gate.Glance(state.Containers, state.Probes, state.Now);
        if (verdict is not GateVerdict.Pass)
        {
            verdict = await run.JudgeAsync(gate, ct).ConfigureAwait(false);
        }

        if (verdict is GateVerdict.Fail failed)
        {
            await FailureReport.ShowAsync(host, failed.Services, run.Ps, reporter, ct).ConfigureAwait(false);
            throw new DeploymentException($"{host.Description}: back to {back}, but it is not up: {failed.Reason}", FailureKind.RollbackFailed);
        }

        reporter.Line("revert", LineStatus.Ok, $"back to {back}, and it is up");
    }
}

using CoinPilot.Checkout;
using CoinPilot.Health;
using CoinPilot.Host;
using CoinPilot.Hosts;
using CoinPilot.Planning;
using CoinPilot.Releases;
using CoinPilot.Reporting;
using CoinPilot.Runs;
using CoinPilot.Ssh;

namespace CoinPilot.Execution;

/// <summary>The ways back: revert after a failure, rollback as asked.</summary>
public sealed partial class Pipeline
{
    private static readonly TimeSpan RevertLimit = TimeSpan.FromMinutes(20);

    // A connection that was lost is tried again for this long before the host is left to decide.
    private static readonly TimeSpan ReachFor = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(6);

    /// <summary>
    /// Puts back what ran before, on a token of its own: it runs because something was cancelled or broken. The exit
    /// status of the run is the verdict's.
    /// </summary>
    public async Task<Verdict> RevertAsync()
    {
        using var limit = new CancellationTokenSource(RevertLimit, clock);
        var verdict = await RevertedAsync(limit.Token).ConfigureAwait(false);
        reporter.Verdict(verdict);
        return verdict;
    }

    /// <summary>What to say, and the exit status, when the operator leaves without waiting for the end.</summary>
    public (string Message, int ExitStatus) Leave() => Leaving.Of(touch.Change, options.App, executor?.RevertsAt ?? state?.Pending?.Until);

    /// <summary>Goes back to an older confirmed release; one that fails its gate is reverted like a deployment.</summary>
    public Task RollbackAsync(CancellationToken ct) => Guard("rollback", async () =>
    {
        await ObserveAsync([], ct).ConfigureAwait(false);
        if (state!.Pending is { } pending && await RevertPendingAsync(pending, ct).ConfigureAwait(false))
        {
            return;
        }

        plan = Planner.Rollback(state, options.Release);
        reporter.Plan(new(plan, IsFull: true, null));
        await new CheckoutChanges(host!, reporter).ShowAsync(plan.Manifest, ct).ConfigureAwait(false);
        executor = new(plan, host!, ReconnectAsync, reporter);
        try
        {
            await executor.RestoreAsync(options.PullTimeout + options.BuildTimeout + TimeSpan.FromMinutes(5), ct).ConfigureAwait(false);
            await executor.SwitchAsync(andStart: true, ct).ConfigureAwait(false);
            reporter.Line("switch", LineStatus.Ok, $"{plan.Release} is installed, on hold; unless confirmed, the host goes back by itself at {executor.RevertsAt?.ToLocalTime():HH:mm:ss}");
            await executor.StartAsync(ct).ConfigureAwait(false);
            containers = await executor.CheckAsync(ct).ConfigureAwait(false);
        }
        catch (Exception error) when (MustRevert)
        {
            failure = IsInterruption(error, ct) ? "interrupted" : error.Message;
            reporter.Line("rollback", LineStatus.Fail, failure);
            var verdict = await RevertAsync().ConfigureAwait(false);
            throw new DeploymentException($"The rollback to {plan.Release} failed: {verdict.Word}.", verdict.ExitStatus, error);
        }

        reporter.Services(ServiceRows.Of(plan.Manifest, containers, clock.GetUtcNow()));
        reporter.Verdict(Verdict.RolledBack(plan.Release, $"{Commands.Status}   (a boot keeps exactly these images until the next deployment)"));
    }, ct);

    // Whoever asks for a rollback while a switch is pending wants that undone first; true when nothing more is wanted.
    private async Task<bool> RevertPendingAsync(PendingSwitch pending, CancellationToken ct)
    {
        reporter.Line("rollback", LineStatus.Warn, $"{pending.New} is {pending.Phase} and not confirmed: it is reverted first");
        var back = await new Reverter(ReconnectAsync, reporter).RevertAsync(pending.New, "a rollback was asked for", CancellationToken.None).ConfigureAwait(false);
        if (options.Release is null || options.Release == back)
        {
            reporter.Verdict(Verdict.RolledBack(back, Commands.Status));
            return true;
        }

        await ObserveAsync([], ct).ConfigureAwait(false);
        RefusePending();
        return false;
    }

    private async Task CheckCurrentAsync(CancellationToken ct)
    {
        var manifest = Planner.CurrentOf(state!) ?? throw new DeploymentException(
            $"No release of {options.App} runs on {host!.Description}: there is nothing to check. Next: {Commands.DeployUnit}", ExitStatus.BadInput);
        var gate = Planner.GateOf(manifest);
        var run = new GateRun(host!, reporter);
        if (await run.JudgeAsync(gate, ct).ConfigureAwait(false) is GateVerdict.Fail failed)
        {
            await FailureReport.ShowAsync(host!, failed.Services, run.Ps, reporter, ct).ConfigureAwait(false);
            throw new GateFailedException($"{state!.Current} is not up on {host!.Description}: {failed.Reason}. Next: {Commands.Status}, {Commands.Rollback}");
        }

        reporter.Services(ServiceRows.Of(manifest, run.Containers, clock.GetUtcNow()));
    }

    private async Task<Verdict> RevertedAsync(CancellationToken ct)
    {
        var reason = failure ?? "revert was asked for";
        if (touch.IsNone)
        {
            // Asked for by itself: whoever leaves now has a pending switch in mind.
            touch.Resume();
        }

        try
        {
            var back = await new Reverter(ReachAsync, reporter).RevertAsync(executor is null ? null : plan!.Release, reason, ct).ConfigureAwait(false);
            if (executor is null)
            {
                return Verdict.RolledBack(back, Commands.Status);
            }

            // What is still there was confirmed before the connection was lost.
            return back != plan!.Release ? Verdict.FailedRolledBack(back, reason, Commands.Status)
                : plan.Intent == PlanIntent.Rollback ? Verdict.RolledBack(back, $"{Commands.Status}   (the confirmation arrived although the connection was lost)")
                : Verdict.Deployed(back, $"{Commands.Status}   (the confirmation arrived although the connection was lost)");
        }
        catch (Exception lost) when (lost is ContactLostException or OperationCanceledException or AgentNotRunException)
        {
            return Verdict.Unknown(
                $"{reason}\n{lost.Message}",
                executor?.RevertsAt is { } at
                    ? $"nothing: the host goes back by itself at {at.ToLocalTime():HH:mm:ss} unless it already did; then {Commands.Status}"
                    : lost is AgentNotRunException ? "what the last line says, then the same command again" : $"{Commands.Status}, as soon as the host can be reached");
        }
        catch (Exception error) when (error is DeploymentException or FormatException)
        {
            return Verdict.RollbackFailed($"{reason}\n{error.Message}", $"{Commands.Status}, then {Commands.Rollback} --release ID; on the host: sudo sh "
                + $"{layout.Program} revert app={options.App}");
        }
    }

    private async Task<HostClient> ReachAsync(CancellationToken ct)
    {
        for (var begun = clock.GetTimestamp(); ;)
        {
            try
            {
                return await ReconnectAsync(ct).ConfigureAwait(false);
            }
            catch (DeploymentException error) when (error.ExitStatus is ExitStatus.Failure or ExitStatus.ContactLost)
            {
                if (clock.GetElapsedTime(begun) > ReachFor)
                {
                    throw new ContactLostException(error.Message);
                }

                reporter.Line("revert", LineStatus.Wait, $"no contact yet: {error.Message}");
                await Task.Delay(BetweenTries, clock, ct).ConfigureAwait(false);
            }
        }
    }
}

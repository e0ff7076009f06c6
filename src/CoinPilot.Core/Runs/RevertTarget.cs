using CoinPilot.Planning;
using CoinPilot.Reporting;

namespace CoinPilot.Runs;

/// <summary>Puts back what ran before, as part of a run that failed or by itself.</summary>
/// <param name="applied">The plan that failed; null where an earlier run's switch is undone.</param>
/// <param name="failure">What failed; null where it is asked for.</param>
public sealed class RevertTarget(HostRun run, PlanRun? applied, string? failure)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    // A connection that was lost is tried again for this long before the host is left to decide.
    private static readonly TimeSpan ReachFor = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(6);

    private readonly string reason = failure ?? "revert was asked for";

    /// <summary>On a token of its own: it runs because something was cancelled or broken. The exit status of the run is the verdict's.</summary>
    public async Task<Verdict> RunAsync()
    {
        using var limit = new CancellationTokenSource(Limit, run.Clock);
        var verdict = await RevertedAsync(limit.Token).ConfigureAwait(false);
        run.Reporter.Verdict(verdict);
        return verdict;
    }

    private async Task<Verdict> RevertedAsync(CancellationToken ct)
    {
        if (run.Touch.IsNone)
        {
            // Asked for by itself: whoever leaves now has a pending switch in mind.
            run.Touch.Resume();
        }

        try
        {
            var (back, wasUndone) = await new Reverter(ReachAsync, run.Reporter).RevertAsync(applied?.Plan.Release, reason, ct).ConfigureAwait(false);
            return wasUndone ? Ended(back) : Verdict.NothingPending(back);
        }
        catch (Exception lost) when (lost is ContactLostException or OperationCanceledException or AgentNotRunException)
        {
            return Verdict.Unknown(
                $"{reason}\n{lost.Message}",
                applied?.RevertsAt is { } at
                    ? $"nothing: the host goes back by itself at {at.ToLocalTime():HH:mm:ss} unless it already did; then {Commands.Status}"
                    : lost is AgentNotRunException ? "what the last line says, then the same command again" : $"{Commands.Status}, as soon as the host can be reached");
        }
        catch (Exception error) when (error is DeploymentException or FormatException)
        {
            return Verdict.RollbackFailed(
                $"{reason}\n{error.Message}", $"{Commands.Status}, then {Commands.Rollback} --release ID; on the host: {Commands.ForHost("revert", run.About.App.Text)}");
        }
    }

    // What is still there was confirmed before the connection was lost.
    private Verdict Ended(string back) =>
        applied is null ? Verdict.RolledBack(back, Commands.Status)
        : back != applied.Plan.Release ? Verdict.FailedRolledBack(back, reason, Commands.Status)
        : applied.Plan.Intent == PlanIntent.Rollback ? Verdict.RolledBack(back, $"{Commands.Status}   (the confirmation arrived although the connection was lost)")
        : Verdict.Deployed(back, $"{Commands.Status}   (the confirmation arrived although the connection was lost)");

    private async Task<HostClient> ReachAsync(CancellationToken ct)
    {
        for (var begun = run.Clock.GetTimestamp(); ;)
        {
            try
            {
                return await run.ReconnectAsync(ct).ConfigureAwait(false);
            }
            catch (DeploymentException error) when (error.Kind is FailureKind.Failed or FailureKind.ContactLost)
            {
                if (run.Clock.GetElapsedTime(begun) > ReachFor)
                {
                    throw new ContactLostException(error.Message);
                }

                run.Reporter.Line("revert", LineStatus.Wait, $"no contact yet: {error.Message}");
                await run.Clock.WaitAsync(BetweenTries, ct).ConfigureAwait(false);
            }
        }
    }
}

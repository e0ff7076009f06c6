using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Health;
using CoinPilot.Hosts;
using CoinPilot.Planning;
using CoinPilot.Protocol;
using CoinPilot.Releases;
using CoinPilot.Reporting;

namespace CoinPilot.Runs;

/// <summary>The start of a release, its retries, and the gate over what was started.</summary>
internal sealed class GatedStart(DeploymentPlan plan, HostClient host, IReporter reporter, TimeProvider clock)
{
    // `up` may fail once because a dependency was slow; a release that fails three times is a bad one (D026).
    private const int Attempts = 3;

    private static readonly TimeSpan BetweenStarts = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Brief = TimeSpan.FromMinutes(2);

    private StartAhead? ahead;
    private StackWatch? gateWatch;
    private long? switchedAt;

    private TimeSpan Limit => plan.StartBound + Brief;

    /// <summary>The answer to a switch.</summary>
    /// <param name="isSentAhead">The start, and the gate's watch after it, are sent at once: the host runs each only if what came before ended well.</param>
    public async Task<SwitchAnswer> SwitchedAsync(Func<Task<SwitchAnswer>> @switch, bool isSentAhead, CancellationToken ct)
    {
        try
        {
            var progress = isSentAhead ? StackWatch.OfStart(host, Brief + Limit, clock, ct) : null;
            var switching = @switch();
            ahead = progress is null ? null : new(
                progress,
                host.RunAsync(plan.Request<StartRequest>(), null, Brief + Limit, ct, onlyAfterSuccess: true),
                StackWatch.After(host, Brief + Limit, plan.Gate.WatchTime, ct));
            var answer = await switching.ConfigureAwait(false);
            switchedAt = clock.GetTimestamp();
            return answer;
        }
        catch
        {
            await DropAheadAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Throws <see cref="GateFailedException"/> after the last attempt.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var begun = ahead is not null && switchedAt is { } at ? at : clock.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            ahead ??= new(StackWatch.OfStart(host, Limit, clock, ct), host.RunAsync(plan.Request<StartRequest>(), null, Limit, ct), null);
            if (await StartedAsync(ct).ConfigureAwait(false) is not { } output)
            {
                reporter.Line("start", LineStatus.Ok, string.Create(CultureInfo.InvariantCulture, $"docker compose up ended well after {clock.GetElapsedTime(begun).TotalSeconds:0.0} s"));
                return;
            }

            var reason = StartReason.Of(output);
            if (attempt == Attempts || clock.GetElapsedTime(begun) > plan.Gate.Budget + BetweenStarts)
            {
                await ExplainAsync(ct).ConfigureAwait(false);
                throw new GateFailedException($"docker compose up failed {attempt} times on {host.Description}: {reason}");
            }

            reporter.Line("start", LineStatus.Warn, $"docker compose up failed, trying again in {BetweenStarts.TotalSeconds:0} s ({attempt} of {Attempts}): {reason}");
            await clock.WaitAsync(BetweenStarts, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for the gate; throws <see cref="GateFailedException"/> with the last words of what is down.</summary>
    public async Task<ImmutableArray<ContainerState>> JudgedAsync(CancellationToken ct)
    {
        var run = new GateRun(host, reporter);
        var watch = gateWatch ?? StackWatch.Beside(host, plan.Gate.WatchTime, ct);
        gateWatch = null;
        var verdict = await run.JudgeAsync(plan.Gate, watch, ct).ConfigureAwait(false);
        if (verdict is GateVerdict.Fail failed)
        {
            await FailureReport.ShowAsync(host, failed.Services, run.Ps, reporter, ct).ConfigureAwait(false);
            throw new GateFailedException($"{plan.Release} did not come up on {host.Description}: {failed.Reason}");
        }

        foreach (var service in verdict.Services.Where(service => service.Standing != ServiceStanding.Up))
        {
            reporter.Line("gate", LineStatus.Warn, $"{service.Service} is not up ({service.Signal}); its gate is '{service.Gate}', so it does not decide");
        }

        return run.Containers;
    }

    // What the host printed about a start that failed; null for one that ended well.
    private async Task<string?> StartedAsync(CancellationToken ct)
    {
        try
        {
            var answer = await new StartProgress(reporter).DuringAsync(plan.Gate, ahead!.Progress, ahead.Start, ct).ConfigureAwait(false);
            if (answer.ExitCode != 0)
            {
                return answer.Output;
            }

            gateWatch = ahead.Gate;
            ahead = ahead with { Gate = null };
            return null;
        }
        finally
        {
            await DropAheadAsync().ConfigureAwait(false);
        }
    }

    private async Task DropAheadAsync()
    {
        if (ahead is { } dropped)
        {
            ahead = null;
            await dropped.DropAsync().ConfigureAwait(false);
        }
    }

    // What is down after a failed start, judged by one look.
    private async Task ExplainAsync(CancellationToken ct)
    {
        var state = await host.ObserveAsync([], ct).ConfigureAwait(false);
        await FailureReport.ShowAsync(host, plan.Gate.Glance(state.Containers, state.Probes, state.Now).Services, null, reporter, ct).ConfigureAwait(false);
    }
}

using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using CoinPilot.Health;
using CoinPilot.Hosts;
using CoinPilot.Planning;
using CoinPilot.Protocol;
using CoinPilot.Releases;
using CoinPilot.Reporting;

namespace CoinPilot.Runs;

/// <summary>The steps of one plan, run on one host in the plan's order.</summary>
/// <param name="reconnect">Opens a connection of its own: what is confirmed must be reachable anew.</param>
public sealed class PlanExecutor(
    DeploymentPlan plan, HostClient host, Func<CancellationToken, Task<HostClient>> reconnect, IReporter reporter)
{
    // `up` may fail once because a dependency was slow; a release that fails three times is a bad one.
    private const int StartAttempts = 3;

    private static readonly TimeSpan BetweenStarts = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Brief = TimeSpan.FromMinutes(2);

    private readonly Stopwatch sinceSwitch = new();

    private ReleaseManifest manifest = plan.Manifest;

    /// <summary>The release, with what staging found out about its images.</summary>
    public ReleaseManifest Manifest => manifest;

    private StartAhead? ahead;

    private StackWatch? gateWatch;

    /// <summary>A switch was begun and is neither confirmed nor known to have been refused.</summary>
    public bool IsSwitching { get; private set; }

    public bool IsConfirmed { get; private set; }

    /// <summary>When the host goes back by itself.</summary>
    public DateTimeOffset? RevertsAt { get; private set; }

    /// <summary>Ships the release; its manifest then knows what was built and pulled.</summary>
    public async Task StageAsync(RequestPayload payload, TimeSpan limit, CancellationToken ct)
    {
        var answer = await host.RunAsync(plan.Request<StageRequest>(), payload, limit, ct).ConfigureAwait(false);
        manifest = StagedImages.Complete(manifest, answer);
    }

    /// <summary>Brings back images of the release that are gone from the host, where the plan says so; its manifest then knows which.</summary>
    public async Task RestoreAsync(TimeSpan limit, CancellationToken ct)
    {
        if (plan.Steps.Select(step => step.Request).OfType<RestoreRequest>().FirstOrDefault() is { } request)
        {
            manifest = StagedImages.Complete(manifest, await host.RunAsync(request, null, limit, ct).ConfigureAwait(false));
            reporter.Line("restore", LineStatus.Ok, $"every image of {plan.Release} is on the host again");
        }
    }

    private TimeSpan StartLimit => plan.StartBound + Brief;

    /// <summary>Installs the unit, and writes down which images the release runs.</summary>
    /// <param name="andStart">The start, and the gate's watch after it, are sent at once: the host runs each only if what came before ended well.</param>
    public async Task SwitchAsync(bool andStart, CancellationToken ct)
    {
        using var payload = new MemoryStream(Encoding.UTF8.GetBytes(manifest.ToJson()));
        ct.ThrowIfCancellationRequested();
        IsSwitching = true;
        try
        {
            var progress = andStart ? StackWatch.OfStart(host, Brief + StartLimit, ct) : null;
            var switching = host.RunAsync(plan.Request<SwitchRequest>(), new(payload), Brief, ct);
            ahead = progress is null ? null : new(
                progress,
                host.RunAsync(plan.Request<StartRequest>(), null, Brief + StartLimit, ct, onlyAfterSuccess: true),
                StackWatch.After(host, Brief + StartLimit, plan.Gate.WatchTime, ct));
            var answer = await switching.ConfigureAwait(false);
            sinceSwitch.Restart();
            RevertsAt = answer.RevertsAt;
        }
        catch (Exception error)
        {
            if (error is DeploymentException { ExitStatus: ExitStatus.BadInput or ExitStatus.Conflict } or ContactLostException { MayHaveRun: false })
            {
                IsSwitching = false;
            }

            await DropAheadAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async Task StartAsync(CancellationToken ct)
    {
        var clock = ahead is null ? Stopwatch.StartNew() : sinceSwitch;
        for (var attempt = 1; ; attempt++)
        {
            ahead ??= new(StackWatch.OfStart(host, StartLimit, ct), host.RunAsync(plan.Request<StartRequest>(), null, StartLimit, ct), null);
            if (await StartedAsync(ct).ConfigureAwait(false) is not { } output)
            {
                reporter.Line("start", LineStatus.Ok, string.Create(CultureInfo.InvariantCulture, $"docker compose up ended well after {clock.Elapsed.TotalSeconds:0.0} s"));
                return;
            }

            var reason = StartReason.Of(output);
            if (attempt == StartAttempts || clock.Elapsed > plan.Gate.Budget + BetweenStarts)
            {
                await ExplainAsync(ct).ConfigureAwait(false);
                throw new GateFailedException($"docker compose up failed {attempt} times on {host.Description}: {reason}");
            }

            reporter.Line("start", LineStatus.Warn, $"docker compose up failed, trying again in {BetweenStarts.TotalSeconds:0} s ({attempt} of {StartAttempts}): {reason}");
            await Task.Delay(BetweenStarts, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for the gate; throws <see cref="GateFailedException"/> with the last words of what is down.</summary>
    public async Task<ImmutableArray<ContainerState>> WatchAsync(CancellationToken ct)
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

    /// <summary>The gate and the confirmation, whose connection is opened while the gate waits.</summary>
    public async Task<ImmutableArray<ContainerState>> CheckAsync(CancellationToken ct)
    {
        using var abandon = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var opening = OpenAsync(abandon.Token);
        try
        {
            var containers = await WatchAsync(ct).ConfigureAwait(false);
            var second = await opening.ConfigureAwait(false);
            await second.ConfirmAsync(plan.Request<ConfirmRequest>(), ct).ConfigureAwait(false);
            IsConfirmed = true;
            IsSwitching = false;
            reporter.Line("confirm", LineStatus.Ok, $"{plan.Release} is kept by the host (said over a new connection)");
            return containers;
        }
        finally
        {
            await abandon.CancelAsync().ConfigureAwait(false);
            var closing = DisposeAsync(opening);
            if (!IsConfirmed)
            {
                // Else nothing follows that the host hears of, and the verdict waits for no goodbye.
                await closing.ConfigureAwait(false);
            }
        }
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

    private async Task<HostClient> OpenAsync(CancellationToken ct)
    {
        var opened = await reconnect(ct).ConfigureAwait(false);
        try
        {
            await opened.PrepareAsync(isForPreview: false, ct).ConfigureAwait(false);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task DisposeAsync(Task<HostClient> opening)
    {
        await Task.WhenAny(opening).ConfigureAwait(false);
        if (opening.IsCompletedSuccessfully)
        {
            await (await opening.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
    }

    // What is down after a failed start, judged by one look.
    private async Task ExplainAsync(CancellationToken ct)
    {
        var state = await host.ObserveAsync([], ct).ConfigureAwait(false);
        await FailureReport.ShowAsync(host, plan.Gate.Glance(state.Containers, state.Now).Services, null, reporter, ct).ConfigureAwait(false);
    }
}

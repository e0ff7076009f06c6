using CoinPilot.Compose.Reports;
using CoinPilot.Options;
using CoinPilot.Planning;
using CoinPilot.Reporting;
using CoinPilot.Stack;

namespace CoinPilot.Runs;

/// <summary>The targets of one run: each callable alone, and what one has learned the next ones use.</summary>
public sealed class Targets : IAsyncDisposable
{
    private readonly DeploymentOptions options;
    private readonly HostRun run;
    private readonly StackReading stack;
    private readonly ReleaseMaking making;
    private readonly Prefetch prefetch;
    private readonly PlanMaking planning;
    private readonly PlanInHand hand;
    private readonly Phase phase;
    private readonly ValidateTarget validate;
    private RollbackTarget? rollback;

    /// <param name="scope">What of a deployment this run is.</param>
    public Targets(DeploymentOptions options, Func<CancellationToken, Task<IHostAgent>> connect, IReporter reporter, TimeProvider clock, RunScope scope)
    {
        this.options = options;
        run = new(new(options.App, options.UnitName), connect, reporter, clock);
        stack = new(options, run);
        making = new(options, run, stack);
        prefetch = new(options, run, stack, making, scope.HostIsGiven);
        planning = new(options, stack, making, prefetch, new(reporter, clock), reporter);
        hand = new(run, options.Release, scope.Reach, options.AcceptedData);
        phase = new(reporter, run.Touch, error => FindingLines.Of(error, stack.TextOf), scope.Log);
        validate = new(options, stack, scope.IsWhole ? prefetch : null, reporter);
    }

    /// <summary>This run began a switch and did not confirm it.</summary>
    public bool MustRevert => hand.Applied is { IsSwitching: true };

    /// <summary>The host already runs what would be deployed.</summary>
    public bool IsUnchanged => hand.Unchanged is not null;

    public ValueTask DisposeAsync() => run.DisposeAsync();

    public Task ValidateComposeAsync(CancellationToken ct) => phase.RunAsync("validate", () => validate.RunAsync(ct), ct);

    public Task RenderUnitAsync(CancellationToken ct) => phase.RunAsync("render", () => new RenderTarget(options, making, run.Reporter).RunAsync(ct), ct);

    /// <summary>Whether there is anything to do.</summary>
    public async Task<bool> PlanDeploymentAsync(CancellationToken ct)
    {
        var hasChanges = false;
        await phase.RunAsync(
            "plan", async () => hasChanges = await new PlanTarget(options, making, planning, prefetch, run.Reporter).RunAsync(ct).ConfigureAwait(false), ct).ConfigureAwait(false);
        return hasChanges;
    }

    public Task UploadUnitAsync(CancellationToken ct) =>
        phase.RunAsync("upload", () => new UploadTarget(options, stack, making, planning, prefetch, hand, run.Reporter).RunAsync(ct), ct);

    public Task ReloadDaemonAsync(CancellationToken ct) => phase.RunAsync("switch", () => new SwitchTarget(hand).RunAsync(ct), ct);

    public Task StartUnitAsync(CancellationToken ct) => phase.RunAsync("start", () => new StartTarget(hand).RunAsync(ct), ct);

    public Task CheckStackAsync(CancellationToken ct) => phase.RunAsync("gate", () => new ConfirmTarget(run, hand).RunAsync(ct), ct);

    public Task DeployUnitAsync(CancellationToken ct) => phase.RunAsync("deploy", () => new DeployTarget(run, hand).RunAsync(ct), ct);

    /// <summary>Puts back what ran before; the exit status of the run is the verdict's.</summary>
    public Task<Verdict> RevertAsync() => new RevertTarget(run, hand.Applied, phase.Failure).RunAsync();

    public Task RollbackAsync(CancellationToken ct)
    {
        rollback = new(run, options.Release, options.PullTimeout + options.BuildTimeout + TimeSpan.FromMinutes(5), phase) { AcceptedData = options.AcceptedData };
        return phase.RunAsync("rollback", () => rollback.RunAsync(ct), ct);
    }

    public Task StatusAsync(CancellationToken ct) => phase.RunAsync("status", () => new StatusTarget(run).RunAsync(ct), ct);

    public Task HistoryAsync(CancellationToken ct) => phase.RunAsync("history", () => new HistoryTarget(run, options.Tail).RunAsync(ct), ct);

    public Task LogsAsync(CancellationToken ct) => phase.RunAsync("logs", async () =>
    {
        using var stopped = WorkflowCommands.Stopped(run.Reporter, Caller.IsGitHub);
        await new LogsTarget(run, new(options.Services, options.Since, options.Tail, options.Follow)).RunAsync(ct).ConfigureAwait(false);
    }, ct);

    public Task TestNotificationAsync(CancellationToken ct) => phase.RunAsync("notify", () => new TestNotificationTarget(run).RunAsync(ct), ct);

    public Task StartRehearsalAsync(CancellationToken ct) => phase.RunAsync("rehearse", () => new RehearsalTarget(run).RunAsync(ct), ct);

    public Task VerifyRebootAsync(Consent consent, CancellationToken ct) =>
        phase.RunAsync("reboot", () => new RebootTarget(run, consent, options.RebootTimeout).RunAsync(ct), ct);

    public Task RemoveAsync(Consent consent, CancellationToken ct) => phase.RunAsync("remove", () => new RemoveTarget(run, consent).RunAsync(ct), ct);

    /// <summary>What to say, and the exit status, when the operator leaves without waiting for the end.</summary>
    public (string Message, int ExitStatus) Leave() =>
        Leaving.Of(run.Touch.Change, options.App, hand.Applied?.RevertsAt ?? rollback?.Applied?.RevertsAt ?? run.Touch.PendingUntil);
}

/// <summary>How far a run goes.</summary>
/// <param name="Reach">The last phase of a plan that it applies.</param>
/// <param name="IsWhole">All phases of a deployment run.</param>
/// <param name="HostIsGiven">The host is known from the beginning: nothing has to be brought up first.</param>
/// <param name="Log">Where the run's log lies; null without one.</param>
public sealed record RunScope(PlanPhase Reach, bool IsWhole, bool HostIsGiven, string? Log = null);

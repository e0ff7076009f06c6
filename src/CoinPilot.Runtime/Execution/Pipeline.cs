using System.Collections.Immutable;
using CoinPilot.Host;
using CoinPilot.Hosts;
using CoinPilot.Observation;
using CoinPilot.Planning;
using CoinPilot.Releases;
using CoinPilot.Reporting;
using CoinPilot.Ssh;
using CoinPilot.Systemd;

namespace CoinPilot.Execution;

/// <summary>The phases of a deployment, each callable alone; what one phase learned the next ones use.</summary>
public sealed partial class Pipeline(
    DeploymentOptions options,
    Func<CancellationToken, Task<IHostAgent>> connect,
    IReporter reporter,
    TimeProvider clock) : IAsyncDisposable
{
    private readonly HostLayout layout = new(options.App);
    private readonly HostTouch touch = new();
    private ValidatedProject? stack;
    private BuiltRelease? built;
    private HostClient? host;
    private HostState? state;
    private DateTimeOffset asked;
    private DateTimeOffset answered;
    private DeploymentPlan? plan;
    private PlanExecutor? executor;
    private ImmutableArray<ContainerState> containers = [];
    private string? failure;

    /// <summary>This run began a switch and did not confirm it.</summary>
    public bool MustRevert => executor is { IsSwitching: true };

    /// <summary>The host already runs what would be deployed.</summary>
    public bool IsUnchanged => plan is { Intent: PlanIntent.Unchanged };

    /// <summary>All phases run in this process, one after the other.</summary>
    public bool IsWhole { get; init; }

    /// <summary>The host is known from the beginning: nothing has to be brought up first.</summary>
    public bool HostIsGiven { get; init; }

    private bool IsConfirmed => executor is { IsConfirmed: true };

    public async ValueTask DisposeAsync()
    {
        if (host is not null)
        {
            await host.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Reads, checks and lints the Compose files; throws <see cref="InvalidInputException"/> with every finding.</summary>
    public Task ValidateComposeAsync(CancellationToken ct) => Guard("validate", async () =>
    {
        ct.ThrowIfCancellationRequested();
        if (options.ComposeList is { } list)
        {
            ComposeListRun.Judge(list, reporter, Console.Error, ct);
            return;
        }

        if (IsWhole)
        {
            ConnectAhead(ct);
        }

        try
        {
            stack = await ReadStackAsync(ct).ConfigureAwait(false);
        }
        catch (InvalidInputException refused)
        {
            FindingsOutput.Write(refused.Findings, options, reporter, TextOf, Caller.IsGitHub);
            StackReport.ShowImages(refused.Project, reporter);
            throw;
        }

        if (IsWhole)
        {
            PreviewAhead(ct);
        }

        StackReport.Show(stack, reporter, TextOf, withImages: !IsWhole);
        FindingsOutput.Write(stack.Findings, options, reporter, TextOf, Caller.IsGitHub);
    }, ct);

    /// <summary>Renders the unit and compose.release.yml, and writes them into the artifacts folder.</summary>
    public Task RenderUnitAsync(CancellationToken ct) => Guard("render", async () =>
    {
        var release = await BuildAsync(ct).ConfigureAwait(false);
        Refuse([.. UnitLinter.LintStack(UnitFile.Parse(release.Release.Unit), options.UnitName).Where(finding => finding.Severity == Severity.Error)]);
        Artifacts.Write(options, release.Release);
        reporter.Line("render", LineStatus.Ok, $"{options.UnitName} ({options.StartPolicy.ToString().ToLowerInvariant()}) and compose.release.yml are in {options.ArtifactsFolder}");
    }, ct);

    /// <summary>Observes the host, plans, and stages what it lacks.</summary>
    public Task UploadUnitAsync(CancellationToken ct) => Guard("upload", async () =>
    {
        ConnectAhead(ct);
        var release = await BuildAsync(ct).ConfigureAwait(false);
        release = await PlanAsync(release, repair: saved is null, ct).ConfigureAwait(false);
        reporter.Plan(new(plan!, IsFull: false, document));
        if (IsUnchanged)
        {
            DeletePacked(release);
            containers = state!.Containers;
            reporter.Line("upload", LineStatus.Ok, $"unchanged: nothing is sent, no registry is asked");
            return;
        }

        Judge(ClockSkew.Check(state!, asked, answered, plan!.Release));
        executor = new(plan, host!, ReconnectAsync, reporter);
        await StageAsync(release, ct).ConfigureAwait(false);
        ShowSettled(release);
        reporter.Line("upload", LineStatus.Ok, $"{plan.Release} is staged on {host!.Description}; what runs there was not touched{Next("./build.sh ReloadDaemon")}");
    }, ct);

    /// <summary>Installs the staged unit; from here the host goes back by itself unless confirmed.</summary>
    public Task ReloadDaemonAsync(CancellationToken ct) => Guard("switch", async () =>
    {
        if (plan is null)
        {
            await ObserveAsync([], ct).ConfigureAwait(false);
            RefusePending();
            plan = StagedPlan.Choose(state!, options.Release);
            executor = new(plan, host!, ReconnectAsync, reporter);
        }

        await executor!.SwitchAsync(andStart: IsWhole, ct).ConfigureAwait(false);
        reporter.Line("switch", LineStatus.Ok, $"{plan.Release} is installed; unless confirmed, the host goes back by itself at {executor.RevertsAt?.ToLocalTime():HH:mm:ss}{Next("./build.sh StartUnit")}");
    }, ct);

    /// <summary>Starts what the switch installed.</summary>
    public Task StartUnitAsync(CancellationToken ct) => Guard("start", async () =>
    {
        await ResumeAsync(ct).ConfigureAwait(false);
        await executor!.StartAsync(ct).ConfigureAwait(false);
        if (!IsWhole)
        {
            reporter.Line("start", LineStatus.Info, $"not confirmed yet{Next("./build.sh CheckStack")}");
        }
    }, ct);

    /// <summary>The gate; then the confirmation over a new connection.</summary>
    public Task CheckStackAsync(CancellationToken ct) => Guard("gate", async () =>
    {
        if (plan is null)
        {
            await ObserveAsync([], ct).ConfigureAwait(false);
            if (state!.Pending is null)
            {
                await CheckCurrentAsync(ct).ConfigureAwait(false);
                return;
            }

            if (state.Pending.Phase != "started")
            {
                throw new DeploymentException(
                    $"{state.Pending.New} is switched to on {host!.Description}, but its start has not ended well. Next: ./build.sh StartUnit, or ./build.sh RevertOnFailure",
                    ExitStatus.BadInput);
            }
        }

        await ResumeAsync(ct).ConfigureAwait(false);
        VerdictWarmUp.Start();
        containers = await executor!.CheckAsync(ct).ConfigureAwait(false);
    }, ct);

    /// <summary>The table of services and the verdict; throws unless the release is confirmed or was there already.</summary>
    public Task ConcludeDeploymentAsync(CancellationToken ct) => Guard("deploy", () =>
    {
        ct.ThrowIfCancellationRequested();
        if (!IsUnchanged && !IsConfirmed)
        {
            throw new DeploymentException("The deployment was not confirmed.");
        }

        reporter.Services(ServiceRows.Of(plan!.Manifest, containers, clock.GetUtcNow()));
        reporter.Verdict(IsUnchanged ? Verdict.Unchanged(plan.Release, "./build.sh Status") : Verdict.Deployed(plan.Release, "./build.sh Status   (to go back: ./build.sh Rollback)"));
        return Task.CompletedTask;
    }, ct);

    // A phase that stands alone says what comes next; in a whole deployment the next line does.
    private string Next(string command) => IsWhole ? "" : $". Next: {command}";

    private async Task StageAsync(BuiltRelease release, CancellationToken ct)
    {
        var missing = release.Objects.Where(packed => !state!.Objects.Contains(packed.Digest)).ToArray();
        stack!.Content?.RefuseWithoutRoom(host!.Description, missing.Sum(packed => packed.Length), state!.DiskFreeKib);
        var files = release.Files();
        if (PipelineFactory.IsOnAgent)
        {
            files[ReleaseFile.Program] = StagePayload.Utf8(Host.Shell.HostProgram.Text); // units run it, as long as the shell program is there
        }

        var payload = await StagePayload.WriteAsync(RunFolder.In(options.TemporaryFolder), files, missing, ct).ConfigureAwait(false);
        try
        {
            reporter.Line("upload", LineStatus.Info, $"{missing.Length} of {release.Objects.Length} objects are new, {payload.Length / 1024} KiB travel");
            var limit = options.PullTimeout + options.BuildTimeout + TimeSpan.FromMinutes(5);
            await executor!.StageAsync(payload, limit, ct).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(payload.TarPath);
            DeletePacked(release);
        }
    }

    // A phase that stands alone continues what an earlier run left pending.
    private async Task ResumeAsync(CancellationToken ct)
    {
        if (executor is not null)
        {
            return;
        }

        if (state is null)
        {
            await ObserveAsync([], ct).ConfigureAwait(false);
        }

        var pending = state!.Pending ?? throw new DeploymentException(
            $"Nothing is pending on {host!.Description}: no release was switched to. Next: ./build.sh UploadUnit, then ReloadDaemon; or ./build.sh DeployUnit.",
            ExitStatus.BadInput);
        plan = StagedPlan.Of(state, pending.New);
        executor = new(plan, host!, ReconnectAsync, reporter);
        touch.Resume();
    }

    private static ImmutableArray<string> ContainerNames(ReleaseManifest manifest) =>
        [.. manifest.Services.Select(service => service.ContainerName).Where(name => name.Length > 0)];

    private static bool NeedsHostEnv(BuiltRelease release) => release.EnvFile is null && release.Release.Manifest.NeedsEnvFile;

    private void RefusePending()
    {
        if (state!.Pending is { } pending)
        {
            throw new DeploymentException(
                pending.RevertsByItself
                    ? $"Another deployment is running on {host!.Description}: {pending.New} is {pending.Phase}, not confirmed, and reverts at {pending.Until.ToLocalTime():HH:mm:ss} by itself. "
                        + "Wait for it, or revert it now: ./build.sh RevertOnFailure"
                    : $"Another deployment was left on {host!.Description}: {pending.New} is {pending.Phase}, not confirmed, and its timer is gone: "
                        + $"{pending.Unattended}. Revert it: ./build.sh RevertOnFailure",
                ExitStatus.Conflict);
        }
    }

    private static void Refuse(ImmutableArray<Diagnostic> findings)
    {
        if (!findings.IsEmpty)
        {
            throw new InvalidInputException(findings);
        }
    }

    // What failed is remembered for the verdict that the way back prints.
    private async Task Guard(string phase, Func<Task> work, CancellationToken ct)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (ReportedException error)
        {
            failure = error.InnerException!.Message;
            throw;
        }
        catch (Exception error) when (IsInterruption(error, ct))
        {
            failure = $"interrupted during {phase}";
            reporter.Line(phase, LineStatus.Fail, failure + Untouched(phase));
            throw new ReportedException(new(failure, inner: error));
        }
        catch (DeploymentException error)
        {
            failure = error.Message;
            reporter.Line(phase, LineStatus.Fail, FindingLines.Of(error, TextOf) + Untouched(phase));
            throw new ReportedException(error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException or ArgumentException)
        {
            failure = error.Message;
            reporter.Line(phase, LineStatus.Fail, failure + Untouched(phase));
            throw new ReportedException(new(failure, touch.IsNone ? ExitStatus.BadInput : ExitStatus.Failure, error));
        }
    }

    // An interrupt closes the channel: what was asked for on it beside what was waited for then looks like a lost connection.
    private static bool IsInterruption(Exception error, CancellationToken ct) =>
        error is OperationCanceledException || (error is ContactLostException && ct.IsCancellationRequested);

    // Said only of the phases in which the operator may wonder.
    private string Untouched(string phase) =>
        phase is "upload" or "switch" or "rollback" && touch.IsNone
            ? "\nWhat runs on the host was not touched."
            : "";
}

using CoinPilot;
using CoinPilot.CommandLine;
using CoinPilot.Planning;
using CoinPilot.Runs;
using Nuke.Common;

internal sealed partial class Build
{
    private Targets? targets;

    // Parameters have their values only after construction.
    private Targets Run => targets ??= TargetsFactory.Create(
        Options, InvokedTargets.FirstOrDefault()?.Name ?? "run", Reach, isWhole: IsPlanned(nameof(DeployUnit)), bringUpLab: IsPlanned(nameof(UploadUnit)), TakesAnyAgent);

    // An emergency waits for no agent to be made and sent.
    private bool TakesAnyAgent => ExecutionPlan.All(x => x.Name is nameof(Status) or nameof(History) or nameof(Logs) or nameof(Rollback) or nameof(RevertOnFailure));

    private PlanPhase Reach => IsPlanned(nameof(CheckStack)) ? PlanPhase.Check
        : IsPlanned(nameof(StartUnit)) ? PlanPhase.Start
        : IsPlanned(nameof(ReloadDaemon)) ? PlanPhase.Switch
        : PlanPhase.Stage;

    private bool IsPlanned(string target) => ExecutionPlan.Any(x => x.Name == target);

    private bool HasChanges => targets is not { IsUnchanged: true };

    private bool MustRevert => targets is { MustRevert: true } || InvokedTargets.Any(x => x.Name == nameof(RevertOnFailure));

    private Target ValidateCompose => _ => _
        .Description("Parse, check and lint the Compose files and .env")
        .After(LabUp)
        .Executes(() => Phase(ct => Run.ValidateComposeAsync(ct)));

    private Target RenderUnit => _ => _
        .Description("Render the unit and compose.release.yml into artifacts/")
        .After(ValidateCompose)
        .Executes(() => Phase(ct => Run.RenderUnitAsync(ct)));

    private Target PlanDeployment => _ => _
        .Description("Print what DeployUnit would do to the host now, and change nothing; exit 10 when there is something to do")
        .After(RenderUnit)
        .Executes(() => Phase(ShowPlan));

    private Target UploadUnit => _ => _
        .Description("Stage the release on the host; nothing that runs is touched")
        .After(RenderUnit, PlanDeployment)
        .Executes(() => Phase(ct => Run.UploadUnitAsync(ct)));

    private Target ReloadDaemon => _ => _
        .Description("Switch the host to the staged release; it reverts by itself unless confirmed")
        .After(UploadUnit)
        .OnlyWhenDynamic(() => HasChanges)
        .Executes(() => Phase(ct => Run.ReloadDaemonAsync(ct)));

    private Target StartUnit => _ => _
        .Description("Start what was switched to")
        .After(ReloadDaemon)
        .OnlyWhenDynamic(() => HasChanges)
        .Executes(() => Phase(ct => Run.StartUnitAsync(ct)));

    private Target CheckStack => _ => _
        .Description("Judge the stack, then confirm the release over a new connection")
        .After(StartUnit)
        .OnlyWhenDynamic(() => HasChanges)
        .Executes(() => Phase(ct => Run.CheckStackAsync(ct)));

    private Target DeployUnit => _ => _
        .Description("Deploy the stack; the previous one is put back when anything is wrong")
        .DependsOn(ValidateCompose, RenderUnit, UploadUnit, ReloadDaemon, StartUnit, CheckStack)
        .Triggers(RevertOnFailure)
        .Executes(() => Phase(ct => Run.DeployUnitAsync(ct)));

    private Target RevertOnFailure => _ => _
        .Description("Put the previous release back; part of DeployUnit, skipped unless that failed after its switch")
        .AssuredAfterFailure()
        .OnlyWhenDynamic(() => MustRevert)
        .Executes(Revert);

    private Target Rollback => _ => _
        .Description("Go back to the newest confirmed release before the current one, or to --release")
        .After(RevertOnFailure)
        .Executes(() => Phase(ct => Run.RollbackAsync(ct)));

    private Target Status => _ => _
        .Description("Show unit, release, hold, pending switch, drift and services; 11 when anything is off")
        .After(VerifyReboot)
        .Executes(() => Phase(ct => Run.StatusAsync(ct)));

    private Target LabUp => _ => _
        .Description("Bring up the lab: a throwaway real host on this machine")
        .After(Bench)
        .Executes(() => Phase(ct => TargetsFactory.Lab(Options).UpAsync(ct)));

    private Target LabDown => _ => _
        .Description("Take the lab down; the image cache stays, unless --all")
        .After(Remove)
        .Executes(() => Phase(ct => TargetsFactory.Lab(Options).DownAsync(All, ct)));

    private async Task Phase(Func<CancellationToken, Task> phase)
    {
        try
        {
            await phase(OperatorSignals.Token);
        }
        catch (DeploymentException e)
        {
            ExitCode = e.ExitStatus;
            throw;
        }
        catch (OperationCanceledException e) when (OperatorSignals.Token.IsCancellationRequested)
        {
            // The engine would print its stack.
            throw new DeploymentException("Interrupted.", inner: e);
        }
    }

    private async Task ShowPlan(CancellationToken ct)
    {
        var hasChanges = await Run.PlanDeploymentAsync(ct);
        ExitCode = hasChanges && !IsPlanned(nameof(UploadUnit)) ? ExitStatus.ChangesPending : ExitStatus.Success;
    }

    // It runs after an interrupt too: it has a token and a limit of its own.
    private async Task Revert()
    {
        ExitCode = ExitStatus.RolledBack;
        try
        {
            var verdict = await Run.RevertAsync();
            ExitCode = verdict.ExitStatus;
            verdict.ThrowUnlessReverted();
        }
        catch (Exception e)
        {
            ExitCode = e is DeploymentException known ? known.ExitStatus : ExitStatus.RollbackFailed;
            throw;
        }
    }
}

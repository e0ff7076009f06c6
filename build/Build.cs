using CoinPilot;
using CoinPilot.CommandLine;
using CoinPilot.Execution;
using Nuke.Common;

internal sealed partial class Build
{
    private Pipeline? pipeline;

    // Parameters have their values only after construction.
    private Pipeline Pipeline => pipeline ??= new(Options);

    private bool MustRevert => Pipeline.MustRevert || InvokedTargets.Any(x => x.Name == nameof(RevertOnFailure));

    private Target ValidateCompose => _ => _
        .Description("Parse, check and lint the Compose files and .env")
        .After(LabUp)
        .Executes(() => Phase(Pipeline.ValidateComposeAsync));

    private Target RenderUnit => _ => _
        .Description("Render the unit and compose.release.yml into artifacts/")
        .After(ValidateCompose)
        .Executes(() => Phase(Pipeline.RenderUnitAsync));

    private Target UploadUnit => _ => _
        .Description("Stage the release on the host; nothing that runs is touched")
        .After(RenderUnit)
        .Executes(() => Phase(Pipeline.UploadUnitAsync));

    private Target ReloadDaemon => _ => _
        .Description("Switch the host to the staged release; it reverts by itself unless confirmed")
        .After(UploadUnit)
        .Executes(() => Phase(Pipeline.ReloadDaemonAsync));

    private Target StartUnit => _ => _
        .Description("Start what was switched to")
        .After(ReloadDaemon)
        .Executes(() => Phase(Pipeline.StartUnitAsync));

    private Target CheckStack => _ => _
        .Description("Judge the stack, then confirm the release over a new connection")
        .After(StartUnit)
        .Executes(() => Phase(Pipeline.CheckStackAsync));

    private Target DeployUnit => _ => _
        .Description("Deploy the stack; the previous one is put back when anything is wrong")
        .DependsOn(ValidateCompose, RenderUnit, UploadUnit, ReloadDaemon, StartUnit, CheckStack)
        .Triggers(RevertOnFailure)
        .Executes(() => Phase(Pipeline.ConcludeDeploymentAsync));

    private Target RevertOnFailure => _ => _
        .Description("Put the previous release back; part of DeployUnit, skipped unless that failed after its switch")
        .AssuredAfterFailure()
        .OnlyWhenDynamic(() => MustRevert)
        .Executes(Revert);

    private Target Rollback => _ => _
        .Description("Go back to the newest confirmed release before the current one, or to --release")
        .After(RevertOnFailure)
        .Executes(() => Phase(Pipeline.RollbackAsync));

    private Target Status => _ => _
        .Description("Show unit, release, hold, pending switch and services")
        .After(Rollback)
        .Executes(() => Phase(Pipeline.StatusAsync));

    private Target LabUp => _ => _
        .Description("Bring up the lab: a throwaway real host on this machine")
        .After(Test)
        .Executes(() => Phase(Pipeline.LabUpAsync));

    private Target LabDown => _ => _
        .Description("Take the lab down; nothing is left")
        .After(Status)
        .Executes(() => Phase(Pipeline.LabDownAsync));

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
    }

    // It runs after an interrupt too: the token of the run must not stop it.
    private async Task Revert()
    {
        var isOurs = Pipeline.MustRevert;
        try
        {
            ExitCode = isOurs ? ExitStatus.RolledBack : ExitCode;
            await Pipeline.RevertAsync(CancellationToken.None);
        }
        catch (Exception e)
        {
            ExitCode = e is DeploymentException { ExitStatus: ExitStatus.ContactLost } ? ExitStatus.ContactLost : ExitStatus.RollbackFailed;
            throw;
        }
    }
}

namespace Nuke.Common.Execution;

/// <summary>Where a target stands; Collective: it has no action and no row in the summary.</summary>
public enum ExecutionStatus
{
    None,
    Scheduled,
    NotRun,
    Skipped,
    Succeeded,
    Failed,
    Running,
    Aborted,
    Collective,
}

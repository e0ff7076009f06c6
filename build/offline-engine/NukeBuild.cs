using System.Linq.Expressions;
using Nuke.Common.Execution;
using Nuke.Common.IO;
using Nuke.Common.Tooling;

namespace Nuke.Common;

/// <summary>The base of a build: the part of NUKE 10.1.0's own that Build*.cs uses (docs/decisions/D064).</summary>
public abstract class NukeBuild
{
    public static AbsolutePath RootDirectory { get; internal set; } = BuildRoot.Find();

    public static AbsolutePath TemporaryDirectory => RootDirectory / ".nuke" / "temp";

    public static bool IsLocalBuild => !IsServerBuild;

    public static bool IsServerBuild => OutputHost.IsServer;

    [Parameter("Shows the help text for this build assembly.")]
    public bool Help { get; }

    [Parameter("Disables displaying the NUKE logo.")]
    public bool NoLogo { get; }

    [Parameter("Logging verbosity during build execution: Verbose, Normal, Minimal or Quiet. Default is 'Normal'.")]
    public Verbosity Verbosity { get; } = Verbosity.Normal;

    [Parameter("Defines the profiles to load.", Name = "Profile")]
    public string[] LoadedLocalProfiles { get; } = [];

    public IReadOnlyCollection<ExecutableTarget> ExecutionPlan { get; internal set; } = [];

    [Parameter("List of targets to be invoked. Default is '<none>'.", Name = "Target")]
    public IReadOnlyCollection<ExecutableTarget> InvokedTargets => [.. ExecutionPlan.Where(x => x.Invoked)];

    [Parameter("List of targets to be skipped.", Name = "Skip")]
    public IReadOnlyCollection<ExecutableTarget> SkippedTargets => Having(ExecutionStatus.Skipped);

    public IReadOnlyCollection<ExecutableTarget> ScheduledTargets => Having(ExecutionStatus.Scheduled);

    public IReadOnlyCollection<ExecutableTarget> RunningTargets => Having(ExecutionStatus.Running);

    public IReadOnlyCollection<ExecutableTarget> AbortedTargets => Having(ExecutionStatus.Aborted);

    public IReadOnlyCollection<ExecutableTarget> FailedTargets => Having(ExecutionStatus.Failed);

    public IReadOnlyCollection<ExecutableTarget> SucceededTargets => Having(ExecutionStatus.Succeeded);

    public IReadOnlyCollection<ExecutableTarget> FinishedTargets => [.. FailedTargets, .. SucceededTargets];

    public bool IsSucceeding => !IsFailing;

    public bool IsFailing => ExecutionPlan.Any(x => x.Status is ExecutionStatus.Failed or ExecutionStatus.Aborted or ExecutionStatus.NotRun);

    public bool IsFinished => ScheduledTargets.Count + RunningTargets.Count == 0;

    /// <summary>What <see cref="Execute{T}"/> returns; unset: 0, or -1 when a target failed.</summary>
    public int? ExitCode { get; set; }

    internal OutputHost Output { get; } = OutputHost.Detect();

    /// <summary>What the summary shows beside the running target.</summary>
    public void ReportSummary(Configure<Dictionary<string, string>> configurator) =>
        ExecutionPlan.Single(x => x.Status == ExecutionStatus.Running).Summary = configurator([]);

    protected static int Execute<T>(params Expression<Func<T, Target>>[] defaultTargets)
        where T : NukeBuild, new()
    {
        T build = new();
        return BuildRunner.Run(build, defaultTargets.Select(x => x.Compile()(build)), Environment.GetCommandLineArgs()[1..]);
    }

    protected virtual void OnBuildCreated()
    {
    }

    protected virtual void OnBuildInitialized()
    {
    }

    protected virtual void OnBuildFinished()
    {
    }

    protected virtual void OnTargetRunning(string target)
    {
    }

    protected virtual void OnTargetSkipped(string target)
    {
    }

    protected virtual void OnTargetSucceeded(string target)
    {
    }

    protected virtual void OnTargetFailed(string target)
    {
    }

    internal void RaiseBuildCreated() => OnBuildCreated();

    internal void RaiseBuildInitialized() => OnBuildInitialized();

    internal void RaiseBuildFinished() => OnBuildFinished();

    internal void RaiseTargetRunning(string target) => OnTargetRunning(target);

    internal void RaiseTargetSkipped(string target) => OnTargetSkipped(target);

    internal void RaiseTargetSucceeded(string target) => OnTargetSucceeded(target);

    internal void RaiseTargetFailed(string target) => OnTargetFailed(target);

    private List<ExecutableTarget> Having(ExecutionStatus status) => [.. ExecutionPlan.Where(x => x.Status == status)];
}

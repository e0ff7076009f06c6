using CoinPilot.Hosts;
using CoinPilot.Options;
using CoinPilot.Planning;
using CoinPilot.Releases;
using CoinPilot.Stack;

namespace CoinPilot.Runs;

/// <summary>The plan for a release that an earlier run left on the host.</summary>
public static class StagedPlan
{
    /// <summary>The named release, else the newest staged one. Throws <see cref="DeploymentException"/> (exit 2) when there is none.</summary>
    public static DeploymentPlan Choose(HostState host, string? release)
    {
        var chosen = release is null
            ? host.Releases.Where(candidate => !candidate.IsConfirmed && candidate.Id != host.Current).MaxBy(candidate => candidate.Id, StringComparer.Ordinal)
                ?? throw new DeploymentException($"No release is staged on {host.Hostname}. Next: {Commands.UploadUnit}", FailureKind.BadInput)
            : host.Find(release)
                ?? throw new DeploymentException($"Release {release} is not on {host.Hostname}. Next: {Commands.UploadUnit}, or {Commands.Status} to see what is there.", FailureKind.BadInput);
        return PlanOf(StagedImages.Complete(ManifestOf(chosen), host), host);
    }

    public static DeploymentPlan Of(HostState host, string release) =>
        PlanOf(ManifestOf(host.Find(release) ?? throw new DeploymentException(
            $"Release {release} is pending on {host.Hostname}, but its folder is gone. Next: {Commands.RevertOnFailure}")), host);

    private static ReleaseManifest ManifestOf(HostRelease release) => ReleaseManifest.Parse(release.Manifest
        ?? throw new DeploymentException($"Release {release.Id} has no manifest.json on the host; stage it again: {Commands.UploadUnit}", FailureKind.BadInput));

    private static DeploymentPlan PlanOf(ReleaseManifest manifest, HostState host) => new(
        PlanIntent.Deploy, manifest, host.Current, [], Planner.Switched(manifest, host, hold: false))
    {
        Retiring = Planner.Retiring(manifest, host),
    };
}

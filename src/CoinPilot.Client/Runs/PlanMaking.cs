using System.Collections.Immutable;
using CoinPilot.Compose;
using CoinPilot.Hosts;
using CoinPilot.Options;
using CoinPilot.Planning;
using CoinPilot.Releases;
using CoinPilot.Reporting;
using CoinPilot.Stack;
using CoinPilot.Systemd;

namespace CoinPilot.Runs;

/// <summary>A plan, with everything that it was made from: the same that is shown is saved and applied.</summary>
public sealed record MadePlan(BuiltRelease Release, DeploymentPlan Plan, PlanDocument Document, HostLook Look, HostPreview Preview)
{
    /// <summary>What nobody has agreed to: a service would begin without the data that it has.</summary>
    public ImmutableArray<DataChange> Refused => [.. Preview.Data.Where(change => change.Asks && !Plan.AcceptedData.Any(change.IsCalled))];

    public bool IsUnchanged => Plan.Intent == PlanIntent.Unchanged;
}

/// <summary>The plan of a deployment, from one look at the host; what speaks against it is refused here.</summary>
public sealed class PlanMaking(DeploymentOptions options, StackReading stack, ReleaseMaking making, Prefetch prefetch, PendingWait others, IReporter reporter)
{
    /// <param name="repair">Names of images that a dead staging left moved are put back.</param>
    public async Task<MadePlan> MakeAsync(bool repair, CancellationToken ct)
    {
        var release = await making.MakeAsync(ct).ConfigureAwait(false);
        var project = await stack.ReadAsync(ct).ConfigureAwait(false);
        var (look, preview) = await others.UntilOverAsync(() => prefetch.TakeAsync(release, repair, ct), options.Wait, ct).ConfigureAwait(false);
        Judge(release, project, look.State);
        release = release.For(look.State);
        look.RefusePending();
        if (preview.Refusal is { } refusal)
        {
            throw new DeploymentException(
                $"{look.Host.Description}: Compose refuses the release: {refusal}\n→ {ComposeComplaint.Fix(ReleaseComposer.EnvFileOf(release.Request, release.Release.Id.Text))}",
                FailureKind.BadInput);
        }

        var force = making.Saved?.Force ?? options.Force;
        var detail = PlanDetails.Of(release.Request, release.Release, look.State, preview, force);
        var plan = Planner.Deploy(release.Release.Manifest, look.State, force) with
        {
            Detail = detail with { Diffs = [.. detail.Files.Select(UnifiedDiff.Of)] },
        };
        plan = plan.Accepting([.. (making.Saved?.AcceptedData ?? []).Union(options.AcceptedData).Union(Consented(project.Project, preview.Data))]);
        var document = PlanDocument.Of(
            plan, PlanBasis.Of(release.Release.Manifest, look.State, preview), look.State.Hostname, release.Request.MadeAt, force);
        SavedPlan.Demand(making.Saved, plan, document);
        return new(release, plan, document, look, preview);
    }

    // A Compose file may agree for all of the stack, or for one service.
    private ImmutableArray<string> Consented(ComposeProject project, ImmutableArray<DataChange> changes) =>
    [
        .. changes.Where(change => change.Asks && (Says(options.Allowed) || Says(project.Allowed) || (project.Find(change.Service) is { } service && Says(service.Allowed))))
            .Select(change => change.After!.Source.Length > 0 ? change.After.Source : change.Destination),
    ];

    private static bool Says(ImmutableDictionary<string, string> allowed) => !string.IsNullOrWhiteSpace(allowed.GetValueOrDefault(DataChangeText.Rule));

    private void Judge(BuiltRelease release, ValidatedProject project, HostState host)
    {
        var needsHostEnv = release.EnvFile is null && release.Release.Manifest.NeedsEnvFile;
        reporter.Judge("upload",
        [
            .. Preflight.Check(host, making.Layout, needsHostEnv, project.Host is { EnvFileDigest: not null } lying ? lying.EnvFile : null),
            .. MountLabels.Check(host, project.Project),
            .. DropInCheck.Check(host, options.UnitName),
            .. UnitOwner.Check(host, options.App, options.UnitName),
        ]);

        // Whoever keeps an .env in the checkout may go on editing that one.
        if (needsHostEnv && project.Host is { EnvFileDigest: { } nearby } folder && nearby != host.EnvFileDigest)
        {
            reporter.Line("upload", LineStatus.Warn, $"{folder.EnvFile} differs from {making.Layout.HostEnvFile}, whose values are used; to take the checkout's, on the host: sudo install -m 600 {folder.EnvFile} {making.Layout.HostEnvFile}");
        }
    }
}

using CoinPilot.Hosts;
using CoinPilot.Observation;
using CoinPilot.Planning;
using CoinPilot.Releases;
using CoinPilot.Reporting;
using CoinPilot.Runs;
using CoinPilot.Systemd;

namespace CoinPilot.Execution;

/// <summary>The plan: made from one look at the host, shown, saved, and the same object that is then applied.</summary>
public sealed partial class Pipeline
{
    private PlanDocument? saved;
    private PlanDocument? document;
    private HostPreview preview = HostPreview.Empty;

    /// <summary>A plan was made, and it has steps.</summary>
    public bool HasPendingChanges => plan is { Steps.IsEmpty: false };

    /// <summary>Shows, and saves where asked, what a deployment would do now; the host is not changed.</summary>
    public Task PlanDeploymentAsync(CancellationToken ct) => Guard("plan", async () =>
    {
        ConnectAhead(ct);
        var release = await BuildAsync(ct).ConfigureAwait(false);
        try
        {
            release = await PlanAsync(release, repair: false, ct).ConfigureAwait(false);
        }
        finally
        {
            DeletePacked(release);
            built = null;
        }

        reporter.Plan(new(plan!, IsFull: true, document));
        var apply = Commands.DeployUnit;
        if (options.PlanOut is { } file)
        {
            PrivateFile.Write(file, document!.ToJson());
            apply += $" --plan-file {file}";
            reporter.Line("plan", LineStatus.Ok, $"saved in {file}; it can be applied as long as neither the inputs nor the host move");
        }

        reporter.Verdict(HasPendingChanges ? Verdict.ChangesPending(plan!.Release, apply) : Verdict.NothingToDo(plan!.Release, Commands.Status));
    }, ct);

    // One trip: what is there, and what the host's Compose makes of the release.
    private async Task<BuiltRelease> PlanAsync(BuiltRelease release, bool repair, CancellationToken ct)
    {
        await PreviewAsync(release, repair, ct).ConfigureAwait(false);
        Judge([
            .. Preflight.Check(state!, layout, NeedsHostEnv(release), stack!.Host is { EnvFileDigest: not null } lying ? lying.EnvFile : null),
            .. MountLabels.Check(state!, stack!.Project),
            .. DropInCheck.Check(state!, options.UnitName),
        ]);
        Refuse(UnitOwner.Check(state!, options.App, options.UnitName));
        WarnOfUnusedEnv(release);
        built = release = release.For(state!);
        RefusePending();
        if (preview.Refusal is { } refusal)
        {
            throw new DeploymentException(
                $"{host!.Description}: Compose refuses the release: {refusal}\n→ correct the Compose file or {ReleaseComposer.EnvFileOf(release.Request, release.Release.Id.Text)}",
                ExitStatus.BadInput);
        }

        var force = saved?.Force ?? options.Force;
        plan = Planner.Deploy(release.Release.Manifest, state!, force);
        var detail = PlanDetails.Of(release.Request, release.Release, state!, preview, force);
        plan = plan with { Detail = detail with { Diffs = [.. detail.Files.Select(UnifiedDiff.Of)] } };
        document = PlanDocument.Of(
            plan, PlanBasis.Of(release.Release.Manifest, state!, preview), state!.Hostname, release.Request.MadeAt, force);
        SavedPlan.Demand(saved, plan, document);
        return release;
    }

    private async Task PreviewAsync(BuiltRelease release, bool repair, CancellationToken ct)
    {
        var connected = await HostAsync(ct).ConfigureAwait(false);
        var answer = Interlocked.Exchange(ref asking, null) ?? AskAsync(release, connected, repair, ct);
        (asked, state, preview, answered) = await answer.ConfigureAwait(false);
    }

    private async Task<HostAnswer> AskAsync(BuiltRelease release, HostClient connected, bool repair, CancellationToken ct)
    {
        var payload = await StagePayload.WriteAsync(RunFolder.In(options.TemporaryFolder), release.PreviewFiles(), release.EnvObjects(), ct).ConfigureAwait(false);
        try
        {
            var from = clock.GetUtcNow();
            await using var content = payload.Open();
            var answer = connected.PreviewAsync(ContainerNames(release.Release.Manifest), new(content, payload.Digest), repair, ct);
            PlanWarmUp.Start(release);
            var (there, resolved) = await answer.ConfigureAwait(false);
            return new(from, there, resolved, clock.GetUtcNow());
        }
        finally
        {
            File.Delete(payload.TarPath);
        }
    }

    // What the plan could only call possible is known once the images are.
    private void ShowSettled(BuiltRelease release)
    {
        if (plan!.Detail is not { } detail || detail.Services.All(service => service.IsCertain))
        {
            return;
        }

        var settled = ServiceChanges.Of(release.Request, Planner.CurrentOf(state!), state!, preview, detail.Images, executor!.Manifest);
        var down = settled.Where(service => service is { Interrupts: true, IsCertain: true }).Select(service => service.Service).ToArray();
        reporter.Line("upload", LineStatus.Info, down.Length == 0
            ? "with the images known: no running container will be replaced"
            : $"with the images known: {string.Join(", ", down)} will go down for a while{(settled.All(service => service.IsCertain) ? "; nothing else that runs" : "")}");
    }

    private static void DeletePacked(BuiltRelease release)
    {
        foreach (var packed in release.Objects)
        {
            File.Delete(packed.TarPath);
        }
    }
}

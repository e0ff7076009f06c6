using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Transaction;
using CoinPilot.Hosts;
using CoinPilot.Protocol;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Staging;

/// <summary>A release that was unpacked, checked against this host and given its images.</summary>
/// <param name="host">As it was before the upload.</param>
internal sealed class ReleaseMaking(TransactionParts parts, ComposeProjects projects, StageRequest request, StagedRelease release, HostState host)
{
    private readonly IHostFiles files = parts.Host.Files;
    private readonly ReleaseCheck check = new(parts, release);
    private readonly UnchangedCheckout checkout = new(parts, release);

    /// <summary>Throws <see cref="VerbFailedException"/> and <see cref="DockerSilentException"/>.</summary>
    public async Task<ImagesAnswer> RunAsync(CancellationToken ct)
    {
        var conf = check.Read();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var verifying = new UnitVerification(parts, release).DemandAsync(stop.Token); // beside all that follows
        try
        {
            return await MakeAsync(conf, verifying, ct).ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAny(verifying).ConfigureAwait(false);
        }
    }

    private async Task<ImagesAnswer> MakeAsync(ReleaseConf read, Task verifying, CancellationToken ct)
    {
        check.DemandObjects();
        await checkout.DemandAsync(ct).ConfigureAwait(false);
        HostNeeds needed = new(parts);
        needed.DemandEnvFile(read);
        await DemandOwnValuesAsync(read, ct).ConfigureAwait(false);
        var containers = needed.DemandOwnContainersAsync(host, read, ct);
        var needs = await NeedsAsync(read, containers, ct).ConfigureAwait(false);
        await new OwnVolumes(parts, read, needs).DemandAsync(ct).ConfigureAwait(false);
        await new OwnSubnets(parts.Host).DemandAsync(needs, ct).ConfigureAwait(false);
        await new DataConsent(parts, projects, read).DemandAsync(needs, request.AcceptedData, ct).ConfigureAwait(false);
        DataConsent.Note(files, release.Folder, request.AcceptedData);
        await new NeededMounts(parts).DemandAsync(needs, ct).ConfigureAwait(false);
        var conf = Resolve(read, needs);
        var plan = await ReleaseImages.PlanAsync(parts, conf, request, ct).ConfigureAwait(false);
        if (!plan.Pulls.IsEmpty || !plan.Builds.IsEmpty)
        {
            await verifying.ConfigureAwait(false); // nobody waits for images first, to hear then that the unit is wrong
        }

        await new ReleaseImages(parts, release, conf, plan, request.BasedOn).MakeAsync(ct).ConfigureAwait(false);
        await checkout.DemandAsync(ct).ConfigureAwait(false);
        ImageReport report = new(parts, release.Id, conf);
        var images = await report.ReadAsync(ct).ConfigureAwait(false);
        await report.DemandArchitectureAsync(images, needs).ConfigureAwait(false);
        await verifying.ConfigureAwait(false);
        return report.ToAnswer(images);
    }

    // The unit is started in systemd's own environment.
    private async Task DemandOwnValuesAsync(ReleaseConf conf, CancellationToken ct)
    {
        var surroundings = await parts.Host.Systemd.EnvironmentNamesAsync(ct).ConfigureAwait(false);
        foreach (var file in parts.Shelf.EnvFilesOf(conf))
        {
            if (OwnValues.Borrowed(files.ReadText(file) ?? "", surroundings) is { } name)
            {
                throw new VerbFailedException(
                    FailureKind.BadInput,
                    $"{file} uses ${name}, which systemd's own environment has: in the unit the stack would get another value than in this deployment",
                    $"write {name} into {file}; or: sudo systemctl unset-environment {name}, and see DefaultEnvironment= in /etc/systemd/system.conf");
            }
        }
    }

    private async Task<StartNeeds> NeedsAsync(ReleaseConf conf, Task containers, CancellationToken ct)
    {
        try
        {
            var reading = await projects.ReadAsync(parts.Places, new(release.Folder, conf, release.Work), ct).ConfigureAwait(false);
            if (reading?.Project is not { } project)
            {
                throw new VerbFailedException(FailureKind.BadInput, $"Compose refuses the release: {reading?.Refusal}", ComposeComplaint.Fix(conf.EnvFile));
            }

            var needs = StartNeeds.Parse(project.Json);
            await containers.ConfigureAwait(false);
            return needs;
        }
        finally
        {
            await Task.WhenAny(containers).ConfigureAwait(false);
        }
    }

    // References that the client could not know, as Compose reads them with this host's values.
    private ReleaseConf Resolve(ReleaseConf conf, StartNeeds needs)
    {
        var resolved = ImageReferences.Resolved(conf, needs);
        if (!resolved.Images.SequenceEqual(conf.Images))
        {
            files.Write(release.ConfFile, System.Text.Encoding.UTF8.GetBytes(ImageReferences.Rewritten(files.ReadText(release.ConfFile)!, resolved)), DurableFiles.Private);
        }

        return resolved;
    }
}

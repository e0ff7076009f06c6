using System.Collections.Immutable;
using System.Text;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Serving;
using CoinPilot.Agent.Staging;
using CoinPilot.Agent.Transaction;
using CoinPilot.Hosts;
using CoinPilot.Planning;
using CoinPilot.Protocol;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Previewing;

/// <summary>
/// What a deployment would change, told without a value of the environment: only names, paths and digests leave the host.
/// Changes nothing there (D056).
/// </summary>
internal sealed class PreviewVerb(TransactionParts parts, ComposeProjects projects)
{
    private const long LargestFile = 256 * 1024;

    private readonly IHostFiles files = parts.Host.Files;
    private readonly AppPlaces places = parts.Places;

    /// <summary>A release with what Compose makes of it.</summary>
    private sealed record Resolved(HostProject? Project, ImmutableDictionary<string, string>? Hashes, string? Refusal)
    {
        public static readonly Resolved Nothing = new(null, null, null);
    }

    public async Task<PreviewAnswer> RunAsync(PreviewRequest request, CancellationToken ct)
    {
        var payload = parts.Context.Payload ?? throw new VerbFailedException(FailureKind.BadInput, "a preview needs the release that it is about", "use the client of the same version as the agent");
        if (request.Repair && files.IsFolder(places.Base))
        {
            files.SetMode(places.Base, DurableFiles.Private | UnixFileMode.UserExecute); // where an older program let others in
            await HideOldAsync(ct).ConfigureAwait(false);
            await OwnUnits.PutRightAsync(parts, ct).ConfigureAwait(false);
        }

        using PreviewScratch scratch = new(files, parts.Host.Clock.Now);
        await scratch.UnpackAsync(payload, ct).ConfigureAwait(false);
        var release = PreviewedRelease.Of(files, places, scratch);
        await new Settled(parts.Host, places).WaitAsync(ct).ConfigureAwait(false);
        var currentId = parts.Installed.Current;
        var current = parts.Shelf.ConfOf(currentId);

        // Beside each other: Compose takes longest.
        var resolvingNext = ResolveAsync(release.Source, ct);
        var resolvingNow = current is null ? Task.FromResult(Resolved.Nothing) : ResolveAsync(new(places.Release(currentId), current), ct);
        var looking = new ObserveVerb(parts).SeeAsync(new(request.Names, request.Repair, SeesStart: false), ct);
        await Task.WhenAll(resolvingNext, resolvingNow, looking).ConfigureAwait(false);
        var seen = await looking.ConfigureAwait(false);
        var preview = await TellAsync(release, scratch, await resolvingNext.ConfigureAwait(false), await resolvingNow.ConfigureAwait(false), current, seen, ct).ConfigureAwait(false);
        return new(seen.State, preview with { MovedNames = request.Repair ? [] : new PulledNames(parts).Moved });
    }

    // What an older program shipped: it goes also where nothing is staged. A stage that runs does it itself.
    private async Task HideOldAsync(CancellationToken ct)
    {
        ObjectStore store = new(files, places);
        if (store.HasOld && await parts.Lock.TryStageAsync(TimeSpan.Zero, ct).ConfigureAwait(false) is { } held)
        {
            using (held)
            {
                await store.HideOldAsync(parts.Context).ConfigureAwait(false);
            }
        }
    }

    private async Task<Resolved> ResolveAsync(ProjectSource source, CancellationToken ct)
    {
        var reading = await projects.ReadAsync(places, source, ct).ConfigureAwait(false);
        return reading?.Project is { } project
            ? new(project, await new ConfigHashes(parts.Host, places).OfAsync(project, source.Conf, ct).ConfigureAwait(false), null)
            : new(null, null, reading?.Refusal);
    }

    private async Task<HostPreview> TellAsync(
        PreviewedRelease release, PreviewScratch scratch, Resolved next, Resolved now, ReleaseConf? current, ObserveVerb.Seen seen, CancellationToken ct)
    {
        if (next.Project is not { } project || next.Hashes is not { } hashes)
        {
            return new() { Refusal = next.Refusal };
        }

        var needs = StartNeeds.Parse(project.Json);
        var data = await DataAsync(release, needs, now, seen, ct).ConfigureAwait(false);
        var images = project.Images.Where(image => ImageWord.IsService(image.Key) && ImageWord.IsReference(image.Value)).ToImmutableDictionary();
        var refused = project.Images.Select(image => image.Key).LastOrDefault(service => !images.ContainsKey(service));
        return new()
        {
            Refusal = refused is null ? null : $"the image of the service {refused} is no name of an image: correct its image: in the Compose file, or the value in {release.Conf.EnvFile}",
            Hashes = hashes,
            CurrentHashes = now.Hashes ?? ImmutableDictionary<string, string>.Empty,
            Opaque = [.. project.TakesVolumes],
            Images = images,
            HostImages = seen.State.DockerAnswers ? await HostImagesAsync(images.Values, ct).ConfigureAwait(false) : ImmutableDictionary<string, string?>.Empty,
            Differences = now.Project is { } before ? ProjectDifferences.Between(before, project, places.Objects) : [],
            Data = data,
            Moved = ReleaseData.Moved(data, seen.Containers, needs),
            Environment = EnvironmentDifferences.Of(project, seen.Containers.Select(container => KeyValuePair.Create(container.State.Service, container.Environment))),
            CurrentFiles = current is null ? ImmutableDictionary<string, string>.Empty : ChangedFiles(current, scratch),
        };
    }

    private async Task<ImmutableArray<DataChange>> DataAsync(PreviewedRelease release, StartNeeds needs, Resolved now, ObserveVerb.Seen seen, CancellationToken ct)
    {
        try
        {
            return await new ReleaseData(parts, release.Conf.Project)
                .ChangesAsync(needs, now.Project is { } before ? StartNeeds.Parse(before.Json) : null, seen.Containers, ct).ConfigureAwait(false);
        }
        catch (DockerSilentException)
        {
            return []; // an engine that is away is said by the look at the host
        }
    }

    private async Task<ImmutableDictionary<string, string?>> HostImagesAsync(IEnumerable<string> references, CancellationToken ct)
    {
        try
        {
            var found = await Task.WhenAll(references.Distinct().Select(async reference =>
                KeyValuePair.Create(reference, (await parts.Host.Docker.ImageAsync(reference, ct).ConfigureAwait(false))?.Id))).ConfigureAwait(false);
            return found.ToImmutableDictionary();
        }
        catch (DockerSilentException)
        {
            return ImmutableDictionary<string, string?>.Empty; // it has gone since it was looked at
        }
    }

    // The Compose files of the current release that are not the same in the new one.
    private ImmutableDictionary<string, string> ChangedFiles(ReleaseConf current, PreviewScratch scratch)
    {
        var folder = $"{places.Release(parts.Installed.Current)}/";
        return current.ComposeFiles
            .Select(file => (Name: file.StartsWith(folder, StringComparison.Ordinal) ? file[folder.Length..] : file, Path: file))
            .Where(file => files.Target(file.Path) is { Kind: FileKind.File, Length: <= LargestFile } && !files.IsSame(file.Path, $"{scratch.Release}/{file.Name}"))
            .ToImmutableDictionary(file => file.Name, file => Encoding.UTF8.GetString(files.Read(file.Path)!));
    }
}

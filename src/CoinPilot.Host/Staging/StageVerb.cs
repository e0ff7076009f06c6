using System.Text;
using System.Globalization;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Serving;
using CoinPilot.Agent.Transaction;
using CoinPilot.Hosts;
using CoinPilot.Protocol;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Staging;

/// <summary>A new release beside the others; nothing that runs is touched. It dies with its client, and takes back what it has done.</summary>
internal sealed class StageVerb(TransactionParts parts, ComposeProjects projects)
{
    private const string Verb = StageRequest.Name;
    private const string Gone = "interrupted: the client is gone";

    private const UnixFileMode Ours = DurableFiles.Private | UnixFileMode.UserExecute;
    private const UnixFileMode Readable = (UnixFileMode)0b111_101_101;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly IHostFiles files = parts.Host.Files;
    private readonly AppPlaces places = parts.Places;

    public async Task<ImagesAnswer> RunAsync(StageRequest request, CancellationToken ct)
    {
        var payload = parts.Context.Payload ?? throw new VerbFailedException(FailureKind.BadInput, "stage needs a release", "use the client of the same version as the agent");
        StagedRelease release = new(parts, ReleaseWord.Require(request.Release));
        var host = (await new ObserveVerb(parts).SeeAsync(new([], Repairs: false, SeesStart: false) { SeesFirewall = false }, ct).ConfigureAwait(false)).State;
        HostNeeds needs = new(parts);
        await needs.DemandAsync(host, ct).ConfigureAwait(false);
        await needs.DemandRoomAsync(payload.Length, ct).ConfigureAwait(false);
        MakeFolders();
        using Upload upload = new(parts);
        await upload.ReceiveAsync(payload, ct).ConfigureAwait(false);
        using var held = await parts.Lock.TryStageAsync(Patience, ct).ConfigureAwait(false) ?? throw StageNote.Refusal(parts);
        using var note = StageNote.Write(parts);
        await new ObjectStore(files, places).HideOldAsync(parts.Context).ConfigureAwait(false);
        if (files.Entry(places.Release(release.Id)) is not null)
        {
            throw new VerbFailedException(
                FailureKind.Conflict, $"the release {release.Id} is already on this host: the same content was staged in the same second", "run the command again");
        }

        await RepairNamesAsync(ct).ConfigureAwait(false);
        return await StageAsync(request, release, upload, host, ct).ConfigureAwait(false);
    }

    private async Task<ImagesAnswer> StageAsync(StageRequest request, StagedRelease release, Upload upload, HostState host, CancellationToken ct)
    {
        files.RemoveTree(release.Work);
        files.MakeFolder(release.Work, Ours);
        parts.Journal.Record(Verb, "started", release.Id);
        ImagesAnswer answer;
        try
        {
            new UploadContent(parts, release.Work).Unpack(upload.Path, ct);
            answer = await new ReleaseMaking(parts, projects, request, release, host).RunAsync(ct).ConfigureAwait(false);
            NoteRoom(release, host.DiskFreeKib - HostRoom.LeastKib(files, await parts.Host.Docker.InfoAsync(ct).ConfigureAwait(false)));
            files.SetMode(release.Folder, Ours);
            files.SyncAll(places.Base);
            files.Rename(release.Folder, places.Release(release.Id));
            files.SyncFolder(places.Releases);
        }
        catch (Exception error)
        {
            await TakeBackAsync(release, upload, ct.IsCancellationRequested ? Gone : error.Message).ConfigureAwait(false);
            throw Told(error);
        }

        parts.Journal.Record(Verb, "done", release.Id);
        files.RemoveTree(release.Work);
        return answer;
    }

    // What Status tells from: for how many deployments the room lasts.
    private void NoteRoom(StagedRelease release, long tookKib) => files.Write(
        $"{release.Folder}/{ReleaseFile.Took}", Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, tookKib)}\n")), DurableFiles.Private);

    // Nobody waits for it any more, perhaps; it is done all the same.
    private async Task TakeBackAsync(StagedRelease release, Upload upload, string why)
    {
        try
        {
            await new PulledNames(parts).RepairHeldAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (DockerSilentException)
        {
            // The note stays: the next verb puts the names back.
        }

        files.RemoveTree(release.Work);
        files.RemoveTree(places.Release(release.Id));
        upload.Dispose();
        try
        {
            // What a container still uses stays.
            var tags = await parts.Host.Docker.TagsAsync([.. ReleaseTags.Patterns(places.App, release.Id)], CancellationToken.None).ConfigureAwait(false);
            await Task.WhenAll(tags.Select(tag => parts.Host.Docker.UntagAsync(tag.Name, CancellationToken.None))).ConfigureAwait(false);
        }
        catch (DockerSilentException)
        {
            // Names without a release go with the next confirmation.
        }

        parts.Journal.Record(Verb, "failed", release.Id, why);
    }

    private static Exception Told(Exception error) => error switch
    {
        DockerSilentException => new VerbFailedException(FailureKind.Failed, error.Message, "systemctl start docker; journalctl -u docker", error),
        IOException => new VerbFailedException(FailureKind.Failed, error.Message, "see whether the disk is full: df -h", error),
        _ => error,
    };

    private void MakeFolders()
    {
        foreach (var folder in (string[])[HostLayout.Storage, places.Base, places.Objects, places.Releases])
        {
            files.MakeFolder(folder, Ours);
        }

        files.MakeFolder(places.Project, Readable);
        files.SetMode(places.Base, Ours); // also where an older program let others in
    }

    private async Task RepairNamesAsync(CancellationToken ct)
    {
        try
        {
            await new PulledNames(parts).RepairHeldAsync(ct).ConfigureAwait(false);
        }
        catch (DockerSilentException error)
        {
            throw new VerbFailedException(
                FailureKind.Failed, "Docker did not say what runs, and an earlier stage has left names of images moved", "docker ps; run the command again", error);
        }
    }
}

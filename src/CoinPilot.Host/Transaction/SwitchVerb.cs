using System.Collections.Immutable;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Installation;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Staging;
using CoinPilot.Agent.Systemd;
using CoinPilot.Hosts;
using CoinPilot.Protocol;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Transaction;

/// <summary>A staged release's unit is installed; the way back is ready before anything is replaced. A client that goes changes nothing of it.</summary>
internal sealed class SwitchVerb(TransactionParts parts, ComposeProjects projects)
{
    private const int LargestManifest = 16 * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly IHostFiles files = parts.Host.Files;
    private readonly AppPlaces places = parts.Places;

    public async Task<SwitchAnswer> RunAsync(SwitchRequest request, CancellationToken ct)
    {
        var manifest = await ManifestAsync(ct).ConfigureAwait(false);

        // Said at once to whom loses the race, and again under the lock. From here on nobody ends it halfway.
        parts.DemandNothingPending();
        using var held = await parts.Lock.TakeAsync(Patience, default).ConfigureAwait(false);
        parts.DemandNothingPending();
        files.Remove(places.Settling); // of a confirmation that died: one that lives has the lock
        await new PulledNames(parts).RepairAsync(default).ConfigureAwait(false); // what the names mean now is what a revert gives them back
        var conf = parts.Shelf.ConfOf(request.Release) ?? throw new VerbFailedException(
            FailureKind.BadInput, $"there is no release {request.Release} on this host", $"{Commands.UploadUnit} stages one");
        var host = await new ObserveVerb(parts).LookAsync(new(conf.Containers), default).ConfigureAwait(false);
        var moved = await DemandAsync(request, conf, host).ConfigureAwait(false);
        var words = $"from {host.Current} hold {(request.Hold ? "yes" : "no")} commit {conf.Commit}";
        parts.Journal.Record("switch", "started", request.Release, words);
        if (manifest is not null)
        {
            files.Put($"{places.Release(request.Release)}/{ReleaseFile.Manifest}", manifest, DurableFiles.Private);
        }

        var until = await PrepareAsync(request, conf, host, moved).ConfigureAwait(false);
        await InstallAsync(request, host).ConfigureAwait(false);
        parts.Journal.Record("switch", "done", request.Release, words);
        return new(until);
    }

    private async Task<byte[]?> ManifestAsync(CancellationToken ct)
    {
        if (parts.Context.Payload is not { } payload)
        {
            return null;
        }

        if (payload.Length > LargestManifest)
        {
            throw new VerbFailedException(FailureKind.BadInput, $"a manifest of {payload.Length} bytes is none", "use the client of the same version as the agent");
        }

        var content = new byte[payload.Length];
        await payload.Content.ReadExactlyAsync(content, ct).ConfigureAwait(false);
        return content;
    }

    private async Task<ImmutableArray<string>> DemandAsync(SwitchRequest request, ReleaseConf conf, HostState host)
    {
        if (host.Current != request.BasedOn)
        {
            throw new VerbFailedException(
                FailureKind.Conflict,
                $"the host runs {host.Current}, not {request.BasedOn}: it changed since the plan",
                $"see what it would change now: {Commands.PlanDeployment}, then {Commands.DeployUnit}");
        }

        HostNeeds needs = new(parts);
        await needs.DemandAsync(host, default).ConfigureAwait(false);
        needs.DemandEnvFile(conf);
        var lost = conf.Images.Where(image => !host.KeepsImage(request.Release, image.Key)).Select(image => parts.Tags.Of(image.Key, request.Release)).ToArray();
        if (lost.Length > 0)
        {
            throw new VerbFailedException(
                FailureKind.BadInput,
                $"images of the release {request.Release} are no longer on this host: {string.Join(' ', lost)}",
                $"{Commands.DeployUnit} stages them anew, under a new id; for an older release: {Commands.Rollback} --release {request.Release}");
        }

        return await DemandDataAsync(request, conf).ConfigureAwait(false);
    }

    private async Task<ImmutableArray<string>> DemandDataAsync(SwitchRequest request, ReleaseConf conf)
    {
        try
        {
            return await new DataConsent(parts, projects, conf, request.Release).DemandStagedAsync(request.AcceptedData, default).ConfigureAwait(false);
        }
        catch (DockerSilentException error)
        {
            throw new VerbFailedException(FailureKind.BadInput, $"Docker did not say which data is here: {error.Message}", "systemctl start docker; journalctl -u docker", error);
        }
    }

    // Everything for the way back, the dead man's switch, the guard; then `pending`, from which on the host goes back by itself (D021).
    private async Task<DateTimeOffset> PrepareAsync(SwitchRequest request, ReleaseConf conf, HostState host, ImmutableArray<string> moved)
    {
        var oldImages = parts.Shelf.ConfOf(host.Current)?.Images ?? [];
        var meanings = await MeaningsAsync([.. conf.Images.Concat(oldImages).Select(image => image.Value).Distinct()]).ConfigureAwait(false);
        var wasEnabled = await parts.Host.Systemd.IsEnabledAsync(places.Unit, default).ConfigureAwait(false);
        await parts.Timer.StopAsync(default).ConfigureAwait(false);
        await new FormerState(parts, conf.Project).RememberAsync(host.Current, oldImages, meanings, default).ConfigureAwait(false);
        await MovedServices.NoteAsync(parts, conf.Project, moved, default).ConfigureAwait(false);
        await new NewNetworks(parts, conf.Project).NoteAsync(default).ConfigureAwait(false);
        if (parts.Shelf.ConfOf(host.Current) is { } former)
        {
            await Leaving.OfSwitch(parts).NoteAsync(conf, former, [], default).ConfigureAwait(false);
        }

        await parts.Serving(conf.Project).BeginAsync(request.Release, host.Containers).ConfigureAwait(false);
        var until = parts.Host.Clock.Now + TimeSpan.FromSeconds(request.ConfirmWithin);
        await parts.Timer.ArmAsync(TimeSpan.FromSeconds(request.ConfirmWithin), Guard.TimerCommand(parts), default).ConfigureAwait(false);
        NoteUnitName();
        parts.DropIns.LayReady();
        await Guard.InstallAsync(parts, default).ConfigureAwait(false);
        PutShellProgram(request.Release);
        await new AgentShelf(parts.Host.Files, parts.Host.ProgramPath, parts.Host.Clock).LinkAsync(parts.Context).ConfigureAwait(false);
        UnitFolders.Sync(files);
        if (files.Entry(places.HoldReady) is not null)
        {
            files.SyncFile(places.HoldReady);
            files.SyncFolderOf(places.HoldReady);
        }

        files.Put(places.Pending, Pending(request, conf, host, wasEnabled, oldImages, until).ToString(), DurableFiles.Private);
        return until;
    }

    private PendingFile Pending(
        SwitchRequest request, ReleaseConf conf, HostState host, bool wasEnabled, ImmutableArray<KeyValuePair<string, string>> oldImages, DateTimeOffset until) => new()
        {
            New = request.Release,
            Old = host.Current,
            App = places.App.Text,
            Unit = places.Unit,
            Project = conf.Project,
            Until = until,
            OldHold = host.IsHeld,
            NewHold = request.Hold,
            OldEnabled = wasEnabled,
            OldActive = host.Unit.ActiveState,
            NewConfirmed = host.Find(request.Release)?.IsConfirmed ?? false,
            OldImages = oldImages,
            NewImages = conf.Images,
            NewBuilt = conf.Built,
            StartTimeout = conf.StartTimeout,
            OldStartTimeout = parts.Shelf.ConfOf(host.Current)?.StartTimeout ?? TimeSpan.FromSeconds(900), // of a stack that was not ours nobody knows how long it takes
            Since = parts.Host.Clock.Now,
            By = parts.Context.Scope.By,
            From = parts.Context.Scope.From,
            Program = parts.Host.ProgramPath,
        };

    private async Task InstallAsync(SwitchRequest request, HostState before)
    {
        var folder = places.Release(request.Release);
        var unit = files.Read($"{folder}/{ReleaseFile.Unit}") ?? throw new VerbFailedException(FailureKind.Failed, $"{folder} lacks its unit", Commands.DeployUnit);
        files.Put(places.UnitFile, unit, DurableFiles.Public);
        parts.DropIns.Set(request.Hold ? $"{folder}/{ReleaseFile.Hold}" : null, places.HoldFile);
        parts.DropIns.Set($"{folder}/{ReleaseFile.Transaction}", places.TransactionFile);
        Recovery recovery = new(parts.Host, places);
        var wasHandedOver = recovery.IsUnderWay;
        await recovery.StopAsync(default).ConfigureAwait(false);
        await parts.Host.Systemd.DaemonReloadAsync(default).ConfigureAwait(false);

        // What rested at the first look rests: whatever begins it after all finds the new release, and a start asks again.
        if (wasHandedOver || before.Unit.ActiveState is not ("active" or "inactive" or "failed"))
        {
            await parts.Unit.CancelAsync(default).ConfigureAwait(false);
        }

        await DemandStartsAtBootAsync().ConfigureAwait(false);
    }

    private async Task DemandStartsAtBootAsync()
    {
        if (!await parts.Host.Systemd.IsEnabledAsync(places.Unit, default).ConfigureAwait(false))
        {
            await parts.Host.Systemd.EnableAsync(places.Unit, default).ConfigureAwait(false);
            UnitFolders.Sync(files);
        }

        foreach (var needed in (string[])[places.Unit, places.GuardUnit])
        {
            if (!await parts.Host.Systemd.IsEnabledAsync(needed, default).ConfigureAwait(false))
            {
                throw new VerbFailedException(FailureKind.Failed, $"{needed} could not be enabled: a reboot would leave the stack down", $"systemctl enable {needed}");
            }
        }
    }

    // The first line of a unit that the shell program staged runs it.
    private void PutShellProgram(string release)
    {
        if (files.Read($"{places.Release(release)}/{ReleaseFile.ShellProgram}") is { } program)
        {
            files.Put($"{places.Base}/{ReleaseFile.ShellProgram}", program, DurableFiles.Private | UnixFileMode.UserExecute);
        }
    }

    // For whoever asks without naming the unit.
    private void NoteUnitName()
    {
        var file = $"{places.Base}/unit-name";
        var noted = files.ReadText(file) is { } text ? ConfFile.Parse(text)["unit"] : null;
        if ((noted ?? $"{places.App}-compose.service") != places.Unit)
        {
            files.Put(file, new ConfFile().Add("format", "1").Add("unit", places.Unit).ToString(), DurableFiles.Private);
        }
    }

    private async Task<ImmutableDictionary<string, string?>> MeaningsAsync(ImmutableArray<string> references)
    {
        var images = await Task.WhenAll(references.Select(reference => parts.Host.Docker.ImageAsync(reference, default))).ConfigureAwait(false);
        return references.Zip(images).ToImmutableDictionary(pair => pair.First, pair => pair.Second?.Id);
    }
}

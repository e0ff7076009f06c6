using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Hosts;
using CoinPilot.Protocol;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Transaction;

/// <summary>The start of what was switched to, in a process that outlives the client.</summary>
/// <param name="nameImages">Gives the names that Compose runs their images, and says whether all of them are here; null for the release's own.</param>
internal sealed class StartVerb(TransactionParts parts, Func<Task<bool>>? nameImages = null)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // systemd's own bound is tighter; this one is for a systemd that hangs.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(30);

    public async Task<StartAnswer> RunAsync(StartRequest request, CancellationToken ct)
    {
        var conf = parts.Shelf.ConfOf(request.Release) ?? throw new VerbFailedException(
            FailureKind.BadInput, $"there is no release {request.Release} on this host", $"{Commands.UploadUnit} stages one");
        using var held = await parts.Lock.TakeAsync(Patience, ct).ConfigureAwait(false);
        var pending = parts.Pending;
        DemandCurrent(request.Release, pending);
        await DemandDataAsync(request, pending, ct).ConfigureAwait(false);
        var start = StartAsync(request, conf, pending, ct);
        return await (pending is null ? start : parts.Serving(conf.Project).DuringAsync(start, ct)).ConfigureAwait(false);
    }

    private async Task<StartAnswer> StartAsync(StartRequest request, ReleaseConf conf, PendingFile? pending, CancellationToken ct)
    {
        parts.Journal.Record("start", "started", request.Release);
        Recovery recovery = new(parts.Host, parts.Places);
        var wasHandedOver = recovery.IsUnderWay;
        await recovery.StopAsync(ct).ConfigureAwait(false);
        var bound = conf.StartTimeout + Slack;
        await parts.Unit.PrepareAsync(new(parts.Host, conf.Project, parts.Context.SayAsync), bound, ct).ConfigureAwait(false);
        await NameImagesAsync(request.Release, conf, ct).ConfigureAwait(false);
        await LostNetworks.MendForStartAsync(parts, conf, ct).ConfigureAwait(false);
        await HoldAsync(request, ct).ConfigureAwait(false);
        if (pending is not null)
        {
            if (await new Successors(parts, conf).ReplaceAsync(Leaving.OfSwitch(parts), ct).ConfigureAwait(false) is { } why)
            {
                // Nothing else was touched: all that ran before runs.
                parts.Journal.Record("start", "done", request.Release, "exit 1");
                return new(ExitStatus.Failure, parts.Shelf.MaskOf(conf).Apply(why));
            }

            await MovedServices.MakeAnewAsync(parts, conf, isBack: false, ct).ConfigureAwait(false);
            await new Retirement(parts.Host.Docker, conf.Project, parts.Context)
                .RetireAsync(conf.Images.Select(image => image.Key), OldServices.Of(parts, pending), removes: false, conf.Containers, ct).ConfigureAwait(false);
        }

        var since = parts.Host.Clock.Now;
        var code = await parts.Unit.RunAsync(bound, ct).ConfigureAwait(false);

        // Only a start that ended well may be confirmed: after a failed one the old containers may still be up.
        if (code == 0 && parts.Pending is { } switched)
        {
            parts.Host.Files.Put(parts.Places.Pending, (switched with { Phase = PendingFile.Started }).ToString(), DurableFiles.Private);
        }

        if (code == 0 && pending is null && !request.AcceptedData.IsEmpty)
        {
            await new DataRecord(parts, request.Release).NoteAsync(conf.Project, ct).ConfigureAwait(false);
        }

        parts.Journal.Record("start", "done", request.Release, string.Create(CultureInfo.InvariantCulture, $"exit {code}"));
        if (code != 0 && wasHandedOver && parts.Pending is null)
        {
            await recovery.HandOverAsync(request.Release, conf.Project, ct).ConfigureAwait(false);
        }

        return new(code, code == 0 ? "" : await OutputAsync(conf, since, ct).ConfigureAwait(false));
    }

    // Of what is switched to, the switch has asked.
    private async Task DemandDataAsync(StartRequest request, PendingFile? pending, CancellationToken ct)
    {
        if (pending is not null)
        {
            return;
        }

        DataRecord record = new(parts, request.Release);
        if (!request.AcceptedData.IsEmpty)
        {
            record.Forget(request.AcceptedData);
        }

        ImmutableArray<LackingData> lacking = [.. (await record.LackingAsync(ct).ConfigureAwait(false)).Where(one => one.IsHeldBack)];
        if (!lacking.IsEmpty)
        {
            throw new VerbFailedException(FailureKind.BadInput, HeldBackText.Of(lacking), HeldBackText.Fix(lacking, parts.Places.App.Text));
        }
    }

    private void DemandCurrent(string release, PendingFile? pending)
    {
        if (pending is not null)
        {
            parts.DemandSameUnit(pending);
        }

        var current = pending?.New ?? parts.Installed.Current;
        if (current != release)
        {
            throw new VerbFailedException(FailureKind.Conflict, $"this host is at {current}, not at {release}: it was reverted, or another deployment ran", parts.Look);
        }
    }

    private async Task NameImagesAsync(string release, ReleaseConf conf, CancellationToken ct)
    {
        bool isWhole;
        try
        {
            isWhole = await (nameImages?.Invoke() ?? new Retag(parts.Host.Docker, parts.Tags).RunAsync(release, conf, ct)).ConfigureAwait(false);
        }
        catch (DockerSilentException error)
        {
            throw new VerbFailedException(FailureKind.Failed, error.Message, "systemctl start docker; journalctl -u docker", error);
        }

        if (!isWhole)
        {
            throw new VerbFailedException(FailureKind.Failed, $"an image of the release {release} is gone from this host", $"{parts.Undo}; then {Commands.DeployUnit}");
        }
    }

    // A boot must not bring back what was taken away, so the hold is there before the start.
    private async Task HoldAsync(StartRequest request, CancellationToken ct)
    {
        if (request.Hold && parts.Pending is null)
        {
            if (nameImages is null)
            {
                parts.Host.Files.Drop(parts.Places.BootFallback); // this hold is not a boot's
            }

            parts.DropIns.Set($"{parts.Places.Release(request.Release)}/{ReleaseFile.Hold}", parts.Places.HoldFile);
            await parts.Host.Systemd.DaemonReloadAsync(ct).ConfigureAwait(false);
        }
    }

    private async Task<string> OutputAsync(ReleaseConf conf, DateTimeOffset since, CancellationToken ct)
    {
        var lines = await parts.Host.Systemd.JournalAsync(new(parts.Places.Unit, Since: since, Lines: 40), ct).ConfigureAwait(false);
        return parts.Shelf.MaskOf(conf).Apply(string.Concat(lines.Select(line => line + "\n")));
    }
}

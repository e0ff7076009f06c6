using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Agent.Boot;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Installation;
using CoinPilot.Agent.Notifying;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Systemd;
using CoinPilot.Health;
using CoinPilot.Protocol;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Transaction;

/// <summary>
/// The new release is kept: the removal of <c>pending</c> is the commit point. All before it can be repeated, all after it
/// is made up for; a client that goes changes nothing of it (D020, D025).
/// </summary>
internal sealed class ConfirmVerb(TransactionParts parts)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly IHostFiles files = parts.Host.Files;

    public async Task<NoAnswer> RunAsync(ConfirmRequest request)
    {
        using var held = await parts.Lock.TakeAsync(Patience, CancellationToken.None).ConfigureAwait(false);
        var places = parts.Places;
        var confirmed = $"{places.Release(request.Release)}/confirmed";
        var pending = parts.Pending;
        if (pending is not null)
        {
            parts.DemandSameUnit(pending);
        }
        else if (files.IsFile(confirmed) && parts.Installed.Current == request.Release)
        {
            await parts.Context.SayAsync($"{request.Release} was confirmed before").ConfigureAwait(false);
            return NoAnswer.Instance;
        }

        if (pending?.New != request.Release)
        {
            throw new VerbFailedException(
                FailureKind.Conflict,
                $"{request.Release} is not pending on this host, {parts.Installed.Current} is current: it went back by itself, or another deployment ran",
                parts.Look);
        }

        parts.Journal.Record("confirm", "started", request.Release);
        if (pending.Old != request.Release)
        {
            await NoteDataAsync(request.Release, pending.Project).ConfigureAwait(false);
            files.Put(confirmed, Note(pending.Old, await RunningAsync(pending).ConfigureAwait(false), await DoneAsync(pending).ConfigureAwait(false)), DurableFiles.Private);
        }

        var services = pending.NewImages.Select(image => image.Key).ToImmutableArray();
        var down = await parts.Serving(pending.Project).TellAsync(request.Release, services, CancellationToken.None).ConfigureAwait(false);
        KeepForeignUnit(pending);
        var before = OldServices.Of(parts, pending);
        files.Write(places.Settling, [], DurableFiles.Private);
        files.Drop(places.Pending); // the commit point (D020)
        await parts.Context.Tell(new ReleaseKept(request.Release) { Down = down }).ConfigureAwait(false);
        var pruned = await SettleAsync(request.Release, pending, before).ConfigureAwait(false);
        parts.Journal.Record("confirm", "done", request.Release, string.Join(' ', pruned.Select(id => $"pruned {id}")), DownText.Words(down));
        files.Remove(places.Serving);
        using (var stage = await parts.Lock.TryStageAsync(TimeSpan.Zero, CancellationToken.None).ConfigureAwait(false))
        {
            if (stage is not null)
            {
                parts.Journal.Trim();
            }
        }

        files.Remove(places.Settling);
        await NoticeCall.BeginAsync(parts.Host, places, parts.Context).ConfigureAwait(false);
        return NoAnswer.Instance;
    }

    private string Note(string replaced, string? ran, string? done)
    {
        var note = new ConfFile()
            .Add("format", "1")
            .Add("replaces", replaced)
            .Add("at", parts.Host.Clock.Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture))
            .Add("by", parts.Context.Scope.By);
        note = ran is null ? note : note.Add("ran", ran);
        return (done is null ? note : note.Add("done", done)).ToString();
    }

    // What runs now is what is to run; the rest are tasks that ended. The gate has passed already: an engine that is silent now keeps nothing from being kept.
    private async Task<string?> RunningAsync(PendingFile pending)
    {
        try
        {
            var containers = await parts.Host.Docker.ContainersAsync(all: false, CancellationToken.None, ComposeLabels.OfProject(pending.Project)).ConfigureAwait(false);
            return string.Join(' ', containers.Where(one => one.Labels.GetValueOrDefault(ComposeLabels.OneOff) != "True")
                .Select(one => one.Labels.GetValueOrDefault(ComposeLabels.Service, "")).Distinct().Order(StringComparer.Ordinal));
        }
        catch (DockerSilentException error)
        {
            await parts.Context.WarnAsync($"which services run is not noted with the release, so one that ends with 0 later may be taken for a task that is done: {error.Message}").ConfigureAwait(false);
            return null;
        }
    }

    // Tasks that this release wants to run once, and that have; null where it wants none so.
    private async Task<string?> DoneAsync(PendingFile pending)
    {
        if (parts.Shelf.ConfOf(pending.New) is not { Once.IsEmpty: false } conf)
        {
            return null;
        }

        try
        {
            return string.Join(' ', BootTasks.DoneOnce(conf, await new StackContainers(parts.Host.Docker, pending.Project).StatesAsync(CancellationToken.None).ConfigureAwait(false)));
        }
        catch (DockerSilentException error)
        {
            await parts.Context.WarnAsync($"which tasks have ended is not noted with the release, so they run again at the next boot: {error.Message}").ConfigureAwait(false);
            return null;
        }
    }

    // As with what runs: the gate has passed already.
    private async Task NoteDataAsync(string release, string project)
    {
        try
        {
            await new DataRecord(parts, release).NoteAsync(project, CancellationToken.None).ConfigureAwait(false);
        }
        catch (DockerSilentException error)
        {
            await parts.Context.WarnAsync($"which data the release has is not noted with it, so a start can't tell when some is gone: {error.Message}").ConfigureAwait(false);
        }
    }

    // The only copy of a unit that we did not make.
    private void KeepForeignUnit(PendingFile pending)
    {
        var (source, target) = ($"{parts.Places.Old}/unit", $"{parts.Places.Base}/foreign-unit");
        if (pending.Old == "foreign" && files.Entry(source) is not null)
        {
            files.Remove(target);
            files.Copy(source, target);
        }
    }

    // The release is kept already: what fails here is said, and the next deployment makes up for it.
    private async Task<ImmutableArray<string>> SettleAsync(string release, PendingFile pending, ImmutableArray<string> before)
    {
        var ct = CancellationToken.None;
        parts.DropIns.TakeAway(parts.Places.TransactionFile);
        var tidying = TidyAsync(release, pending, before, ct);
        var isWatched = await Watch.InstallAsync(parts, ct).ConfigureAwait(false);
        await parts.Host.Systemd.DaemonReloadAsync(ct).ConfigureAwait(false);
        await parts.Timer.StopAsync(ct).ConfigureAwait(false);
        if (isWatched)
        {
            await Watch.StartAsync(parts, ct).ConfigureAwait(false);
        }

        return await tidying.ConfigureAwait(false);
    }

    private async Task<ImmutableArray<string>> TidyAsync(string release, PendingFile pending, ImmutableArray<string> before, CancellationToken ct)
    {
        parts.DropIns.ClearReady();
        try
        {
            await new Retirement(parts.Host.Docker, pending.Project, parts.Context)
                .RetireAsync(pending.NewImages.Select(image => image.Key), before, removes: true, [], ct).ConfigureAwait(false);
            await new KeptImages(parts.Host, parts.Places).ForgetAsync(ct).ConfigureAwait(false);
            await ProvenImages.ForgetAsync(parts, ct).ConfigureAwait(false);
            files.Remove($"{parts.Places.Old}/release"); // what it says of this host's names is over
            using var stage = await parts.Lock.TryStageAsync(TimeSpan.Zero, ct).ConfigureAwait(false);
            new AgentShelf(parts.Host.Files, parts.Host.ProgramPath, parts.Host.Clock).Prune();
            ShellSupport.Put(files);
            return stage is null ? [] : await new Prune(parts.Host, parts.Places, parts.Context).RunAsync(release, pending.Old, ct).ConfigureAwait(false);
        }
        catch (Exception error) when (error is DockerSilentException or IOException)
        {
            await parts.Context.SayAsync($"not everything that is gone could be tidied up, the next deployment tries again: {error.Message}").ConfigureAwait(false);
            return [];
        }
    }
}

using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Systemd;
using CoinPilot.Hosts;
using CoinPilot.Protocol;

namespace CoinPilot.Agent.Transaction;

/// <summary>
/// The end of an app: its unit, its containers, then all that is kept for it, and never a volume. What is gone already is
/// passed over, so that one that was cut off can be taken up again. A client that goes changes nothing of it (D059).
/// </summary>
internal sealed class UninstallVerb(TransactionParts parts)
{
    private const string Verb = "uninstall";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopBound = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan DownBound = TimeSpan.FromMinutes(15);

    private readonly IHostFiles files = parts.Host.Files;
    private readonly AppPlaces places = parts.Places;

    private string Project => parts.Context.Scope.Project;

    public async Task<NoAnswer> RunAsync()
    {
        await DemandAsync().ConfigureAwait(false);

        // Said at once, and again under the lock.
        parts.DemandNothingPending();
        using var held = await parts.Lock.TakeAsync(Patience, default).ConfigureAwait(false);
        parts.DemandNothingPending();
        using var stage = await TakeStageAsync().ConfigureAwait(false);
        var isOurs = StackOwners.Of(files, places) == StackOwner.Ours;
        if (!isOurs)
        {
            await DemandUnusedAsync().ConfigureAwait(false);
        }

        parts.Journal.Record(Verb, "started", "");
        if (isOurs)
        {
            files.MakeFolder(places.Base, DurableFiles.Private | UnixFileMode.UserExecute);
            files.Put(places.Removing, $"{parts.Host.Clock.Now.ToUnixTimeSeconds()}\n", DurableFiles.Private); // from here on it can be taken up again
            await TakeUnitAwayAsync().ConfigureAwait(false);
            await TakeContainersAwayAsync().ConfigureAwait(false);
        }

        await TakeOwnUnitsAwayAsync().ConfigureAwait(false);
        await TakeTagsAwayAsync().ConfigureAwait(false);
        if (files.IsFolder(places.Base))
        {
            new AppRemains(files, places).TakeAway();
            await parts.Context.SayAsync("removed the releases, their content and their image tags").ConfigureAwait(false);
            parts.Journal.Record(Verb, "done", "");
            files.Drop(places.Removing);
        }

        return NoAnswer.Instance;
    }

    private async Task DemandAsync()
    {
        var host = (await new ObserveVerb(parts).SeeAsync(new([], Repairs: false, SeesStart: false), default).ConfigureAwait(false)).State;
        var isInstalled = host.Current != "none" || files.IsFile(places.Removing);
        if (UnitOwner.Check(isInstalled ? host with { OtherUnits = [] } : host, places.App, places.Unit) is [var lack, ..])
        {
            throw new VerbFailedException(FailureKind.BadInput, lack.Message, lack.Fix ?? parts.Look);
        }

        if (!host.DockerAnswers)
        {
            throw new VerbFailedException(FailureKind.BadInput, "the Docker Engine of this host does not answer", "systemctl start docker; journalctl -u docker");
        }
    }

    // The lock of staging lies among what goes; nothing is staged where there is none.
    private async Task<IDisposable?> TakeStageAsync() => !files.IsFolder(places.Base)
        ? null
        : await parts.Lock.TryStageAsync(TimeSpan.Zero, default).ConfigureAwait(false) ?? throw new VerbFailedException(
            FailureKind.Conflict, $"a release of {places.App} is being staged on this host", "wait for it to end, then run the command again");

    private async Task DemandUnusedAsync()
    {
        var uses = await new Prune(parts.Host, places, parts.Context).UsesAsync(default).ConfigureAwait(false);
        if (uses.Any(path => path.Contains($"{places.Objects}/", StringComparison.Ordinal) || path.Contains($"{places.Releases}/", StringComparison.Ordinal)))
        {
            throw new VerbFailedException(
                FailureKind.BadInput,
                $"containers use what CoinPilot keeps under {places.Base}, but no unit of it is installed",
                $"remove them first: docker compose -p {Project} down");
        }
    }

    private async Task TakeUnitAwayAsync()
    {
        if (!files.IsFile(places.UnitFile))
        {
            return;
        }

        await parts.Context.SayAsync($"stopping {places.Unit}").ConfigureAwait(false);
        await new Recovery(parts.Host, places).StopAsync(default).ConfigureAwait(false);
        await parts.Unit.CancelAsync(default).ConfigureAwait(false);
        if (await parts.Host.Systemd.RunJobAsync(UnitJob.Stop, places.Unit, StopBound, default).ConfigureAwait(false) != 0)
        {
            await parts.Context.SayAsync($"{places.Unit} did not stop in good order; its containers are removed all the same").ConfigureAwait(false);
        }

        await parts.Host.Systemd.DisableAsync(places.Unit, default).ConfigureAwait(false);
        parts.DropIns.TakeAway(places.HoldFile);
        files.Drop(places.UnitFile);
        await parts.Host.Systemd.DaemonReloadAsync(default).ConfigureAwait(false);
        await parts.Host.Systemd.ResetFailedAsync(places.Unit, default).ConfigureAwait(false);
        await parts.Context.SayAsync($"removed the unit {places.Unit}").ConfigureAwait(false);
    }

    private async Task TakeContainersAwayAsync()
    {
        StackContainers containers = new(parts.Host.Docker, Project);
        var grace = GracePeriod.LongestOf(await containers.StatesAsync(default).ConfigureAwait(false));
        var down = await parts.Host.Docker.ComposeAsync(new(["--project-name", Project, "down", "--remove-orphans"], DownBound + grace), default).ConfigureAwait(false);
        if (!down.Succeeded)
        {
            throw new VerbFailedException(
                FailureKind.Failed, "docker compose down failed; what it had not reached is still there", "run the command again: it goes on where it stopped");
        }

        foreach (var left in await containers.StatesAsync(default).ConfigureAwait(false))
        {
            await parts.Host.Docker.RemoveContainerAsync(left.Id, default).ConfigureAwait(false);
        }

        await parts.Context.SayAsync("removed the containers and networks").ConfigureAwait(false);
    }

    private async Task TakeOwnUnitsAwayAsync()
    {
        parts.DropIns.ClearReady();
        parts.DropIns.TakeAway(places.HoldFile);
        parts.DropIns.TakeAway(places.TransactionFile);
        await Guard.RemoveAsync(parts, default).ConfigureAwait(false);
        await Watch.RemoveAsync(parts, default).ConfigureAwait(false);
        await parts.Host.Systemd.DaemonReloadAsync(default).ConfigureAwait(false);
        await parts.Timer.StopAsync(default).ConfigureAwait(false);
    }

    private async Task TakeTagsAwayAsync()
    {
        var isUsed = false;
        foreach (var tag in await parts.Host.Docker.TagsAsync([.. ReleaseTags.Patterns(places.App)], default).ConfigureAwait(false))
        {
            isUsed |= !await parts.Host.Docker.UntagAsync(tag.Name, default).ConfigureAwait(false);
        }

        if (isUsed)
        {
            await parts.Context.SayAsync("some images are still in use: their tags stay").ConfigureAwait(false);
        }
    }
}

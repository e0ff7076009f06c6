using System.Collections.Immutable;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Notifying;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Systemd;
using CoinPilot.Agent.Transaction;
using CoinPilot.Health;
using CoinPilot.Hosts;
using CoinPilot.Notifications;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Watching;

/// <summary>
/// What ran when the release was confirmed and ended although nobody stopped it is started again, with back-off. By the
/// Engine's API and not by the unit's reload: an <c>up</c> would start what somebody stopped, run each task once more, and
/// make containers anew whose values somebody has begun to edit. (D091)
/// </summary>
internal sealed class TendCommand(TransactionParts parts)
{
    // A package that is being upgraded stops it for some seconds.
    private static readonly TimeSpan Upgrade = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan EngineBound = TimeSpan.FromSeconds(60);

    private readonly HostParts host = parts.Host;
    private readonly AppPlaces places = parts.Places;

    /// <summary>What it says goes to the journal of the unit that its timer starts.</summary>
    public static async Task<int> RunAsync(HostParts host, string app)
    {
        var asked = StartContext.Of(app);
        TransactionParts parts = new(host, asked with { Scope = asked.Scope with { By = "watch" } });
        var tended = await EndAsync(new TendCommand(parts).RunAsync(CancellationToken.None)).ConfigureAwait(false);

        // Whatever came of it: what can't be started is to be told all the more.
        var told = await EndAsync(new NoticeTick(parts).RunAsync(CancellationToken.None)).ConfigureAwait(false);
        return Math.Max(tended, told);
    }

    private static async Task<int> EndAsync(Task work)
    {
        try
        {
            await work.ConfigureAwait(false);
            return ExitStatus.Success;
        }
        catch (Exception error) when (error is DockerSilentException or VerbFailedException or UnknownFormatException or SystemdRefusedException or IOException)
        {
            await Console.Error.WriteLineAsync(error.Message).ConfigureAwait(false);
            return ExitStatus.Failure;
        }
    }

    public async Task RunAsync(CancellationToken ct)
    {
        if (Kept() is not { Ran: { IsEmpty: false } } first || !await IsStartedAsync(ct).ConfigureAwait(false))
        {
            return;
        }

        await KeepEngineAsync(first, ct).ConfigureAwait(false);
        if (!await IsUpAsync(ct).ConfigureAwait(false) || !await MayBeDownAsync(first, ct).ConfigureAwait(false))
        {
            return;
        }

        // Whoever has it starts or stops the stack. What was seen before may be over.
        using var held = parts.Lock.TryTake();
        if (held is null || Kept() is not { } release || release.Id != first.Id || !await IsUpAsync(ct).ConfigureAwait(false))
        {
            return;
        }

        if (release.Manifest is not { } text || ReleaseManifest.TryParse(text) is not { Manifest: { } manifest })
        {
            throw new VerbFailedException(FailureKind.Failed, $"the manifest of {release.Id} can't be read, so nobody knows what is to run", Commands.DeployUnit);
        }

        await TendAsync(manifest, release, ct).ConfigureAwait(false);
    }

    private async Task KeepEngineAsync(HostRelease release, CancellationToken ct)
    {
        if (await EngineUnits.DownAsync(host.Systemd, ct).ConfigureAwait(false) is not var (unit, since) || host.Clock.Now - since < Upgrade)
        {
            return;
        }

        await parts.Context.WarnAsync($"{unit} has been down since {since:yyyy-MM-dd HH:mm:ss} UTC, and no container can be started without it: it is started again").ConfigureAwait(false);
        await host.Systemd.ResetFailedAsync(unit, ct).ConfigureAwait(false); // it may have been started too often
        if (await host.Systemd.RunJobAsync(UnitJob.Start, unit, EngineBound, ct).ConfigureAwait(false) != 0)
        {
            await parts.Context.WarnAsync($"{unit} could not be started: journalctl -u {unit}").ConfigureAwait(false);
            return;
        }

        // A verb that holds the lock writes the history itself.
        using var held = parts.Lock.TryTake();
        if (held is not null)
        {
            parts.Journal.Record("tended", "done", release.Id, unit);
        }
    }

    private async Task TendAsync(ReleaseManifest manifest, HostRelease release, CancellationToken ct)
    {
        var all = await Stack(release).AllAsync(ct).ConfigureAwait(false);
        var now = host.Clock.Uptime;
        var before = await RecallAsync().ConfigureAwait(false);
        var memory = before.Without(
            [.. all.Select(one => one.State.Name)], [.. all.Where(one => one.State.Status == "running").Select(one => one.State.Name)], now);
        var states = await new Endings(host).TellAsync([.. all.Select(one => one.State)], ct).ConfigureAwait(false);
        var due = Tending.Down(manifest, release, states).Where(one => memory.IsDue(one, now, host.Clock.Now)).Select(one => one.Id).ToHashSet();

        // A reload that found no data has stopped these, and nothing reloads again by itself.
        var last = DataCommand.LastHeldBack(parts);
        due.UnionWith(all.Where(one => last.Contains(one.State.Service) && one.State.Status == "exited" && !one.State.IsOneOff).Select(one => one.State.Id));
        var heldBack = due.Count == 0 ? [] : await new DataRecord(parts, release.Id).HeldBackAsync(ct).ConfigureAwait(false); // the unit's start says so
        if (last.Count > 0 && heldBack.Count == 0)
        {
            host.Files.Remove(places.HeldBack);
        }

        ImmutableArray<ContainerDetail> inOrder = [.. StartOrder.Of(all).Where(one => due.Contains(one.State.Id) && !heldBack.Contains(one.State.Service))];
        memory = inOrder.Aggregate(memory, (tried, one) => tried.Tried(one.State.Name, now));
        Remember(before, memory);
        await TellAsync(inOrder, release).ConfigureAwait(false);
        var started = new List<ContainerState>();
        foreach (var one in inOrder)
        {
            await parts.Context.SayAsync($"{one.State.Name} ended with {one.State.ExitCode} and is started again").ConfigureAwait(false);
            if (await EngineStart.TryAsync(parts, one.State, ct).ConfigureAwait(false))
            {
                started.Add(one.State);
            }
        }

        if (inOrder.Length > 0)
        {
            parts.Journal.Record("tended", started.Count == inOrder.Length ? "done" : "failed", release.Id, string.Join(' ', inOrder.Select(one => one.State.Service).Distinct()));
        }

        await TakeBackAsync(started, ct).ConfigureAwait(false);
    }

    // It only spaces tries out: one that can't be read, or that a later agent wrote, must not keep the stack down.
    private async Task<TendMemory> RecallAsync()
    {
        try
        {
            return host.Files.ReadText(places.Tended) is { } text ? TendMemory.Parse(text) : TendMemory.Empty;
        }
        catch (UnknownFormatException error)
        {
            await parts.Context.WarnAsync($"{places.Tended} is begun anew: {error.Message}").ConfigureAwait(false);
            return TendMemory.Empty;
        }
    }

    // Before it is done: a power cut then takes no message away. What can't be told starts all the same.
    private async Task TellAsync(ImmutableArray<ContainerDetail> inOrder, HostRelease release)
    {
        if (inOrder.IsEmpty || !new NotifyFile(host.Files, places).IsThere)
        {
            return;
        }

        try
        {
            Notice notice = new(
                NoticeEvent.Tended,
                string.Join(' ', inOrder.Select(one => one.State.Service).Distinct().Order(StringComparer.Ordinal)),
                places.App.Text,
                Environment.MachineName,
                release.Id,
                host.Clock.Now,
                $"TENDED: {places.App} on {Environment.MachineName}",
                string.Join('\n', inOrder.Select(one => $"{one.State.Name} ended with {one.State.ExitCode} and is started again")));
            new NoticeBox(host.Files, places).Make(notice, host.Clock.Now);
        }
        catch (IOException error)
        {
            await parts.Context.WarnAsync($"nobody will be told of it: {error.Message}").ConfigureAwait(false);
        }
    }

    // Somebody has stopped the unit meanwhile: what it did not see is stopped, too.
    private async Task TakeBackAsync(List<ContainerState> started, CancellationToken ct)
    {
        if (started.Count > 0 && !await IsUpAsync(ct).ConfigureAwait(false))
        {
            foreach (var one in started)
            {
                await host.Docker.StopAsync(one.Id, one.StopTimeout, ct).ConfigureAwait(false);
            }
        }
    }

    // The release that is kept; null while one is pending, or the app is being removed.
    private HostRelease? Kept() => host.Files.Entry(places.Pending) is not null || host.Files.Entry(places.Removing) is not null
        ? null
        : parts.Shelf.All.FirstOrDefault(release => release.Id == parts.Installed.Current);

    private async Task<bool> IsStartedAsync(CancellationToken ct) =>
        (await host.Systemd.ShowAsync([places.Unit], ["ActiveState"], ct).ConfigureAwait(false))[0]["ActiveState"] == "active";

    // A stop of the unit, or of the engine, is somebody's will.
    private async Task<bool> IsUpAsync(CancellationToken ct)
    {
        var shown = await host.Systemd.ShowAsync([places.Unit, EngineUnits.Engine], ["LoadState", "ActiveState"], ct).ConfigureAwait(false);
        return shown[0]["ActiveState"] == "active" && EngineUnits.MayBeAsked(shown[1]);
    }

    // The usual answer is no, by one question.
    private async Task<bool> MayBeDownAsync(HostRelease release, CancellationToken ct) =>
        host.Files.Entry(places.Tended) is not null
        || (await host.Docker.ContainersAsync(all: true, ct, ComposeLabels.OfProject(ProjectOf(release))).ConfigureAwait(false))
            .Any(one => one.State == "exited" && release.HasRun(one.Labels.GetValueOrDefault(ComposeLabels.Service, "")));

    private StackContainers Stack(HostRelease release) => new(host.Docker, ProjectOf(release));

    private string ProjectOf(HostRelease release) => parts.Shelf.ConfOf(release.Id)?.Project ?? places.App.Text;

    private void Remember(TendMemory before, TendMemory memory)
    {
        if (memory.Containers.IsEmpty)
        {
            host.Files.Remove(places.Tended);
        }
        else if (memory.ToString() != before.ToString())
        {
            host.Files.Write(places.Tended, System.Text.Encoding.UTF8.GetBytes(memory.ToString()), DurableFiles.Private);
        }
    }
}

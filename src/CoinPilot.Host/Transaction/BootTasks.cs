using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Hosts;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Transaction;

/// <summary>
/// The tasks of a stack while its unit starts: one that has ended well is not run again by a later line. Whatever fails here
/// leaves the lines to do what they always did. (D096)
/// </summary>
internal sealed class BootTasks(TransactionParts parts, string release, ReleaseConf conf)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    private readonly IHostFiles files = parts.Host.Files;
    private readonly IDocker docker = parts.Host.Docker;

    private string File => $"{parts.Places.Release(release)}/{ReleaseFile.Tasks}";

    private bool HasAny => !conf.Tasks.IsEmpty && files.IsFile(File);

    /// <summary>Before the first line that starts something. Throws <see cref="DockerSilentException"/>.</summary>
    public async Task BeginAsync(CancellationToken ct)
    {
        if (!HasAny)
        {
            return;
        }

        Restore();
        var unit = (await parts.Host.Systemd.ShowAsync([parts.Places.Unit], ["NRestarts"], ct).ConfigureAwait(false))[0];
        if (unit["NRestarts"] is "" or "0" || Begun() is null)
        {
            files.Write(parts.Places.Started, Encoding.ASCII.GetBytes(parts.Host.Clock.Now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)), DurableFiles.Private);
        }

        var all = await AllAsync(ct).ConfigureAwait(false);
        if (Done(all) is not { IsEmpty: false } done)
        {
            return;
        }

        await parts.Context.SayAsync($"not run again: {string.Join(", ", done)}").ConfigureAwait(false);
        await PutAsync(TasksFile.Started(done, all.SelectMany(one => one.Conditions.Where(need => done.Contains(need.Service)).Select(need => (one.State.Service, need.Service, need.Condition))).Distinct()), ct).ConfigureAwait(false);
    }

    /// <summary>After a line that was kept from something, and at the end.</summary>
    public void Restore()
    {
        if (HasAny && files.ReadText(File) != TasksFile.Full)
        {
            Write(TasksFile.Full);
        }
    }

    /// <summary>Before the line that decides: where all is as that one would leave it, the tasks and what waits for them are left alone. Throws <see cref="DockerSilentException"/>.</summary>
    public async Task SettleAsync(CancellationToken ct)
    {
        if (!HasAny)
        {
            return;
        }

        var all = await AllAsync(ct).ConfigureAwait(false);
        var done = Done(all);
        var isUp = conf.Images.All(service => all.Where(one => one.State.Service == service.Key).ToArray() is { Length: > 0 } own
            && (done.Contains(service.Key) || own.All(one => one.State.Status == "running")));
        if (done.IsEmpty || !isUp || !await IsFinalAsync(ct).ConfigureAwait(false))
        {
            return;
        }

        var hidden = done.ToHashSet(StringComparer.Ordinal);
        while (all.Where(one => one.Needs.Any(hidden.Contains)).Select(one => one.State.Service).Any(hidden.Add))
        {
        }

        var image = all.First(one => done.Contains(one.State.Service)).State.Reference;
        await PutAsync(TasksFile.Settled([.. hidden.Order(StringComparer.Ordinal)], conf.Images.All(service => hidden.Contains(service.Key)) ? image : null), ct).ConfigureAwait(false);
    }

    /// <summary>Tasks that have ended well and that the release wants to run once: they are noted with its confirmation.</summary>
    public static ImmutableArray<string> DoneOnce(ReleaseConf conf, ImmutableArray<ContainerState> containers) =>
        [.. conf.Once.Where(task => containers.Any(one => one.Service == task && !one.IsOneOff) && containers.Where(one => one.Service == task && !one.IsOneOff).All(HasEndedWell))];

    private static bool HasEndedWell(ContainerState state) => state is { Status: "exited", ExitCode: 0 };

    // What ran at the confirmation is a service that ended, no task.
    private ImmutableArray<string> Done(ImmutableArray<ContainerDetail> all)
    {
        var begun = Begun();
        var confirmed = files.ReadText($"{parts.Places.Release(release)}/confirmed") is { } text ? ConfFile.Parse(text) : null;
        string[] ran = (confirmed?["ran"] ?? "").Split(' '), once = (confirmed?["done"] ?? "").Split(' ');
        return
        [
            .. conf.Tasks.Where(task => !ran.Contains(task)
                && all.Where(one => one.State.Service == task).ToArray() is { Length: > 0 } own
                && own.All(one => HasEndedWell(one.State) && ((conf.Once.Contains(task) && once.Contains(task)) || one.State.FinishedAt >= begun))),
        ];
    }

    // When this start began; systemd's own tries after a failure go on with it.
    private DateTimeOffset? Begun() =>
        long.TryParse(files.ReadText(parts.Places.Started), NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;

    private async Task<ImmutableArray<ContainerDetail>> AllAsync(CancellationToken ct) =>
        [.. (await new StackContainers(docker, conf.Project).AllAsync(ct).ConfigureAwait(false)).Where(one => !one.State.IsOneOff)];

    // Compose itself says whether it would make something anew; then it is to do all that belongs to it.
    private async Task<bool> IsFinalAsync(CancellationToken ct)
    {
        var said = await docker.ComposeAsync(
            new([.. ReleaseCompose.Words(parts.Places, conf, conf.ComposeFiles), "--dry-run", "up", "-d", "--no-build", "--pull", "never"], Bound), ct).ConfigureAwait(false);
        return said.Succeeded && DryRun.IsOne(said.Output + said.Error) && DryRun.Changes(said.Output + said.Error).IsEmpty;
    }

    // One that Compose refuses would fail the line.
    private async Task PutAsync(string text, CancellationToken ct)
    {
        Write(text);
        var said = await docker.ComposeAsync(new([.. ReleaseCompose.Words(parts.Places, conf, [.. conf.ComposeFiles, File]), "config", "--quiet"], Bound), ct).ConfigureAwait(false);
        if (!said.Succeeded)
        {
            Write(TasksFile.Full);
            await parts.Context.WarnAsync($"Compose would not leave tasks alone that have ended, so they run again: {ComposeComplaint.Of(said.Output + said.Error, parts.Shelf.MaskOf(conf), 3)}").ConfigureAwait(false);
        }
    }

    private void Write(string text) => files.Put(File, text, DurableFiles.Private);
}

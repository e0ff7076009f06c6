using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Probing;
using CoinPilot.Agent.Transaction;
using CoinPilot.Health;
using CoinPilot.Notifications;

namespace CoinPilot.Agent.Notifying;

/// <summary>
/// The watch's look, for whoever is to be told: a round is asked for when what can be seen cheaply is not as it was, when a
/// message is due, and now and then for the rest. A whole look each time would cost a small host as much as its services.
/// </summary>
internal sealed class NoticeTick(TransactionParts parts)
{
    private static readonly TimeSpan NowAndThen = TimeSpan.FromMinutes(15);

    private readonly HostParts host = parts.Host;
    private readonly AppPlaces places = parts.Places;

    /// <summary>Throws <see cref="DockerSilentException"/>, <see cref="Systemd.SystemdRefusedException"/>.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        if (!new NotifyFile(host.Files, places).IsThere)
        {
            new NoticeBox(host.Files, places).Forget();
            host.Files.Remove(places.Noticed);
            return;
        }

        if (host.Files.Entry(places.Removing) is not null)
        {
            return;
        }

        var seen = await SeenAsync(ct).ConfigureAwait(false);
        if (seen == host.Files.ReadText(places.Noticed) && !IsAnyDue())
        {
            return;
        }

        host.Files.Write(places.Noticed, Encoding.UTF8.GetBytes(seen), DurableFiles.Private);
        await NoticeCall.BeginAsync(host, places, parts.Context).ConfigureAwait(false);
    }

    private bool IsAnyDue()
    {
        NoticeBox box = new(host.Files, places);
        return !box.IsEmpty && (!box.New.IsEmpty || box.Waiting.Any(one => one.Notice.Tries.IsEmpty || one.Notice.Tries.Values.Any(tries => tries.IsDue(host.Clock.Now))));
    }

    // All of it in text, so that two looks can be compared.
    private async Task<string> SeenAsync(CancellationToken ct)
    {
        var unit = (await host.Systemd.ShowAsync([places.Unit], ["ActiveState", "SubState", "Result", "UnitFileState", "NeedDaemonReload", "InvocationID"], ct).ConfigureAwait(false))[0];
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"{host.Clock.BootId} {Math.Floor(host.Clock.Uptime / NowAndThen)}");
        text.AppendLine(string.Join(' ', unit.Values.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}={one.LastOrDefault()}")));
        foreach (var path in (string[])[places.NotifyFile, places.Pending, places.Reverted, places.BootFallback, places.UnitFile, places.HoldFile, places.EnvFile, $"{places.Release(parts.Installed.Current)}/confirmed"])
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{path} {host.Files.Entry(path)?.ModifiedAt.ToUnixTimeMilliseconds()}");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"down {await EngineUnits.DownAsync(host.Systemd, ct).ConfigureAwait(false)}");
        text.AppendLine(RoomOf(AppPlaces.StorageOn(host.Files))).AppendLine(RoomOf("/var/lib/docker"));
        var containers = (await ContainersAsync(ct).ConfigureAwait(false)).OrderBy(one => one.Name, StringComparer.Ordinal).ToArray();
        foreach (var one in containers)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{one.Name} {one.Id} {one.State} {one.Health}");
        }

        // Whether one fails, not how: an answer may be another each time.
        foreach (var answer in containers.Length == 0 ? [] : await ProbesAsync(ct).ConfigureAwait(false))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{answer.Service} {answer.Trouble is null}");
        }

        return text.ToString();
    }

    // What is being tried is the gate's to judge.
    private async Task<ImmutableArray<ProbeAnswer>> ProbesAsync(CancellationToken ct)
    {
        var probes = ReleaseProbes.OfCurrent(host, places);
        if (probes.Services.IsEmpty || parts.Pending is not null || !host.Files.IsFile($"{places.Release(probes.Release)}/confirmed"))
        {
            return [];
        }

        var project = parts.Shelf.ConfOf(probes.Release)?.Project ?? places.App.Text;
        return await probes.AskAsync(await new StackContainers(host.Docker, project).StatesAsync(ct).ConfigureAwait(false), ct).ConfigureAwait(false);
    }

    // In steps of a tenth: what services write all the time is no news.
    private string RoomOf(string folder) => host.Files.IsFolder(folder)
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(Math.Log(Math.Max(1, host.Files.Room(folder).Kib), 1.1))}")
        : "";

    private async Task<IEnumerable<ContainerSummary>> ContainersAsync(CancellationToken ct)
    {
        var engine = (await host.Systemd.ShowAsync([EngineUnits.Engine], ["LoadState", "ActiveState"], ct).ConfigureAwait(false))[0];
        return EngineUnits.MayBeAsked(engine)
            ? await host.Docker.ContainersAsync(all: true, ct, ComposeLabels.OfProject(parts.Shelf.ConfOf(parts.Installed.Current)?.Project ?? places.App.Text)).ConfigureAwait(false)
            : [];
    }
}

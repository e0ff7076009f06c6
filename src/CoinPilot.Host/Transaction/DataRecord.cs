using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Hosts;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Transaction;

/// <summary>What a release's services had of data when it was confirmed, and what of that is not there any more (D095).</summary>
internal sealed class DataRecord(TransactionParts parts, string release)
{
    private readonly IHostFiles files = parts.Host.Files;
    private readonly IDocker docker = parts.Host.Docker;

    private string File => $"{parts.Places.Release(release)}/{ReleaseFile.ConfirmedData}";

    /// <summary>Null where nobody noted it. Throws <see cref="VerbFailedException"/> on one that can't be read.</summary>
    public ConfirmedData? Noted
    {
        get
        {
            try
            {
                return files.ReadText(File) is { } text ? ConfirmedData.Parse(text) : null;
            }
            catch (FormatException error)
            {
                throw new VerbFailedException(FailureKind.Failed, $"{File}: {error.Message}", $"look at it, then remove it: it is written anew with the next confirmation", error);
            }
        }
    }

    /// <summary>As the containers have it now. Throws <see cref="DockerSilentException"/>.</summary>
    public async Task NoteAsync(string project, CancellationToken ct)
    {
        var containers = await new StackContainers(docker, project).AllAsync(ct).ConfigureAwait(false);
        var volumes = (await docker.VolumesAsync(ct).ConfigureAwait(false)).ToDictionary(volume => volume.Name);
        var mounts = MountInfo;
        ConfirmedData data = new()
        {
            Engine = (await docker.InfoAsync(ct).ConfigureAwait(false))?.Id ?? "",
            Mounts =
            [
                .. from container in containers.Where(one => !one.State.IsOneOff).OrderBy(one => one.State.Name, StringComparer.Ordinal).DistinctBy(one => one.State.Service)
                   from mount in container.Mounts
                   where mount.Type == "volume" || (mount.Type == "bind" && IsData(mount.Source))
                   select MountOf(container.State.Service, mount, mount.Type == "volume" ? volumes.GetValueOrDefault(mount.Source) : null, mounts),
            ],
        };
        files.Put(File, data.ToJson(), DurableFiles.Private);
    }

    /// <summary>Somebody agrees to begin without some of it: it is noted no more, until the next note.</summary>
    public void Forget(IEnumerable<string> accepted)
    {
        if (Noted is { } noted)
        {
            var names = accepted.ToArray();
            files.Put(File, (noted with { Mounts = [.. noted.Mounts.Where(mount => !names.Any(name => IsCalled(mount, name)))] }).ToJson(), DurableFiles.Private);
        }
    }

    /// <summary>The services that are not started, because their data is gone. Throws <see cref="DockerSilentException"/>.</summary>
    public async Task<HashSet<string>> HeldBackAsync(CancellationToken ct) =>
        [.. (await LackingAsync(ct).ConfigureAwait(false)).Where(one => one.IsHeldBack).Select(one => one.Service)];

    /// <summary>Data that is not there as it was. Throws <see cref="DockerSilentException"/>.</summary>
    public async Task<ImmutableArray<LackingData>> LackingAsync(CancellationToken ct)
    {
        if (Noted is not { Mounts.IsEmpty: false } noted)
        {
            return [];
        }

        var mounts = MountInfo;
        var volumes = noted.Mounts.Any(mount => mount.Type == "volume") ? await docker.VolumesAsync(ct).ConfigureAwait(false) : [];
        return [.. noted.Mounts.Select(mount => Lacking(mount, volumes, mounts)).OfType<LackingData>()];
    }

    private string MountInfo => files.ReadText("/proc/self/mountinfo") ?? "";

    private LackingData? Lacking(ConfirmedMount mount, ImmutableArray<VolumeSummary> volumes, string mounts)
    {
        var there = mount.Type == "volume" ? volumes.FirstOrDefault(volume => volume.Name == mount.Source) : null;
        if (mount.Type == "volume" && there is null)
        {
            return Lack("is gone", isHeldBack: true);
        }

        if (mount.MountedAt.Length > 0 && MountPoint.Of(mounts, mount.Folder) != mount.MountedAt)
        {
            return Lack($"lies on {mount.MountedAt}, where nothing is mounted", isHeldBack: true);
        }

        if (there is null && files.Target(mount.Folder) is null)
        {
            return Lack("is gone", isHeldBack: true);
        }

        // Docker itself makes a folder that is not there, where it starts a container before the unit does.
        var made = there?.CreatedAt ?? MadeAt(mount.Folder, mounts);
        return made == mount.CreatedAt && (there?.Driver ?? "") == mount.Driver ? null
            : there is null && (made.Length == 0 || mount.CreatedAt.Length == 0) ? null // nobody can tell
            : (there?.Folder ?? mount.Folder) is { Length: > 0 } folder && files.IsFolder(folder) && files.List(folder).IsEmpty ? Lack($"was made anew at {made} and is EMPTY", isHeldBack: true)
            : Lack($"is another one than at the confirmation: it was made at {made}", isHeldBack: false);

        LackingData Lack(string why, bool isHeldBack) => new(mount.Service, mount.Destination, mount.Source, why, isHeldBack);
    }

    // Empty where the file system does not tell, and for what lies in memory.
    private string MadeAt(string folder, string mounts) => !MountPoint.IsInMemory(mounts, folder) && files.Target(folder)?.BornAt is { } at
        ? at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)
        : "";

    private ConfirmedMount MountOf(string service, ContainerMount mount, VolumeSummary? volume, string mounts)
    {
        var folder = mount.Type == "bind" ? mount.Source : volume is { Options.IsEmpty: false } ? volume.Folder ?? "" : "";
        return new(service, mount.Destination, mount.Type, mount.Source)
        {
            Driver = volume?.Driver ?? "",
            CreatedAt = volume?.CreatedAt ?? (mount.Type == "bind" ? MadeAt(folder, mounts) : ""),
            Folder = folder,
            MountedAt = folder.Length > 0 && MountPoint.Of(mounts, folder) is var place and not "/" ? place : "",
        };
    }

    // What a release brings along is no data; nor is a socket. What lies in memory is made anew by every boot.
    private bool IsData(string path) =>
        files.Target(path) is { Kind: FileKind.Folder }
        && !((string[])[parts.Places.Objects, parts.Places.Store, parts.Places.Releases, "/run", "/var/run", "/dev", "/proc", "/sys", "/tmp"])
            .Any(folder => path == folder || path.StartsWith($"{folder}/", StringComparison.Ordinal));

    private static bool IsCalled(ConfirmedMount mount, string name) =>
        name == mount.Source || (mount.Type == "bind" && name.TrimEnd('/') == mount.Source) || (mount.Type == "volume" && mount.Source.EndsWith($"_{name}", StringComparison.Ordinal)) || name == mount.Destination;
}

using System.Collections.Immutable;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Hosts;
using CoinPilot.Planning;

namespace CoinPilot.Agent.Staging;

/// <summary>What is in the volumes and folders of a host that services mount.</summary>
internal sealed class DataOnHost(IHostFiles files, ImmutableArray<VolumeSummary> volumes)
{
    // Enough for whoever asks whether it is much: a count to the end could take as long as a backup.
    private const int MostEntries = 20_000;

    // What a file system of its own has in it from the beginning.
    private const string Lost = "lost+found";

    /// <summary>Throws <see cref="DockerSilentException"/>.</summary>
    public static async Task<DataOnHost> LookAsync(HostParts host, CancellationToken ct) => new(host.Files, await host.Docker.VolumesAsync(ct).ConfigureAwait(false));

    public DataState StateOf(ServiceMount mount)
    {
        if (mount.Kind == MountKind.Bind)
        {
            return files.Target(mount.Source) switch
            {
                null => DataState.Missing,
                { Kind: FileKind.Folder } => IsEmpty(mount.Source) ? DataState.Empty : DataState.Filled,
                _ => DataState.Filled,
            };
        }

        return volumes.FirstOrDefault(volume => volume.Name == mount.Source) is not { } there ? DataState.Missing
            : there.Folder is { } folder && files.IsFolder(folder) && IsEmpty(folder) ? DataState.Empty
            : DataState.Filled;
    }

    /// <summary>The same changes, with the size of what is left behind.</summary>
    public ImmutableArray<DataChange> Sized(ImmutableArray<DataChange> changes) =>
        [.. changes.Select(change => change.Fate is DataFate.New or DataFate.Empty or DataFate.Abandoned && change.Before is { } before ? change with { Size = SizeOf(before) } : change)];

    private DataSize? SizeOf(ServiceMount mount)
    {
        var folder = mount.Kind == MountKind.Bind ? mount.Source : volumes.FirstOrDefault(volume => volume.Name == mount.Source)?.Folder;
        if (folder is null || !files.IsFolder(folder))
        {
            return null;
        }

        var (bytes, entries) = (0L, 0);
        Queue<string> left = new([folder]);
        while (entries < MostEntries && left.TryDequeue(out var one))
        {
            foreach (var path in files.List(one))
            {
                entries++;
                switch (files.Entry(path))
                {
                    case { Kind: FileKind.Folder }:
                        left.Enqueue(path);
                        break;
                    case { Kind: FileKind.File } file:
                        bytes += file.Length;
                        break;
                    default:
                        break;
                }
            }
        }

        return new(bytes / 1024, IsAtLeast: left.Count > 0);
    }

    private bool IsEmpty(string folder) => files.List(folder).All(path => Path.GetFileName(path) == Lost);
}

using System.Collections.Immutable;

namespace CoinPilot.Agent.Files;

/// <summary>The files of this host.</summary>
public sealed partial class HostFiles : IHostFiles
{
    private const uint KindMask = 0xf000;

    public FileEntry? Entry(string path) => Of(path, followsLinks: false);

    public FileEntry? Target(string path) => Of(path, followsLinks: true);

    public byte[]? Read(string path) => Target(path)?.Kind == FileKind.File ? File.ReadAllBytes(path) : null;

    public Stream Open(string path) => File.OpenRead(path);

    public Stream Create(string path, UnixFileMode mode)
    {
        FileStream file = new(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = DurableFiles.Private });
        File.SetUnixFileMode(file.SafeFileHandle, mode); // whatever the umask is
        return file;
    }

    public ImmutableArray<string> List(string folder) => Target(folder)?.Kind == FileKind.Folder
        ? [.. Directory.EnumerateFileSystemEntries(folder).Order(StringComparer.Ordinal)]
        : [];

    public FreeRoom Room(string path)
    {
        var (kib, inodes) = Libc.Room(path);
        return new(kib, inodes);
    }

    public void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        using FileStream file = new(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = DurableFiles.Private });
        File.SetUnixFileMode(file.SafeFileHandle, mode); // whatever the umask is
        file.Write(content);
    }

    public void Append(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        using FileStream file = new(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, UnixCreateMode = mode });
        if (file.Length > 0)
        {
            file.Seek(-1, SeekOrigin.End);
            if (file.ReadByte() is not '\n')
            {
                file.WriteByte((byte)'\n');
            }
        }

        file.Write(content);
    }

    public void SyncAll(string path) => Libc.SyncFileSystem(path);

    public void SyncFile(string path) => Libc.Sync(path);

    public void SyncFolder(string path) => Libc.Sync(path);

    public void Rename(string path, string target) => Libc.Rename(path, target);

    public void Exchange(string path, string other) => Libc.Exchange(path, other);

    public void Remove(string path)
    {
        switch (Entry(path)?.Kind)
        {
            case null:
                break;
            case FileKind.Folder:
                Directory.Delete(path);
                break;
            default:
                File.Delete(path);
                break;
        }
    }

    public void RemoveTree(string folder)
    {
        if (Entry(folder)?.Kind == FileKind.Folder)
        {
            Directory.Delete(folder, recursive: true);
        }
        else
        {
            Remove(folder);
        }
    }

    public void MakeFolder(string path, UnixFileMode mode)
    {
        if (Target(path) is null)
        {
            // .NET itself would let everybody into those above it.
            if (Path.GetDirectoryName(path) is { Length: > 0 } above)
            {
                MakeFolder(above, mode);
            }

            Directory.CreateDirectory(path, mode);
            File.SetUnixFileMode(path, mode);
        }
    }

    public void SetMode(string path, UnixFileMode mode) => File.SetUnixFileMode(path, mode);

    public void SetModifiedAt(string path, DateTimeOffset time) => File.SetLastWriteTimeUtc(path, time.UtcDateTime);

    public bool IsWritable(string path) => Libc.IsWritable(path);

    public void Link(string path, string target) => File.CreateSymbolicLink(path, target);

    // On Unix .NET takes flock(2) for it, as the shell program's flock does: both see each other.
    public IDisposable? TryLock(string path)
    {
        try
        {
            return new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, UnixCreateMode = DurableFiles.Private });
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    private static FileEntry? Of(string path, bool followsLinks)
    {
        if (Libc.Stat(path, followsLinks) is not var (mode, owner, group, length, modified, born))
        {
            return null;
        }

        var kind = (mode & KindMask) switch
        {
            0x8000 => FileKind.File,
            0x4000 => FileKind.Folder,
            0xa000 => FileKind.Link,
            _ => FileKind.Other,
        };
        return new(kind, (UnixFileMode)(mode & 0xfff), owner, length, DateTimeOffset.FromUnixTimeSeconds(modified), kind == FileKind.Link ? new FileInfo(path).LinkTarget : null, group,
            born is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null);
    }
}

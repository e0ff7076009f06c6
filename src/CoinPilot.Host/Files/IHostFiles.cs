using System.Collections.Immutable;

namespace CoinPilot.Agent.Files;

/// <summary>The files of the host. What must survive a power cut is made of the steps that are named here, each by itself.</summary>
public interface IHostFiles
{
    /// <summary>What is at a path, a link itself and not what it leads to; null for nothing.</summary>
    FileEntry? Entry(string path);

    /// <summary>The same of what a link leads to.</summary>
    FileEntry? Target(string path);

    /// <summary>A file's bytes; null where no file is. Throws <see cref="IOException"/>.</summary>
    byte[]? Read(string path);

    /// <summary>The paths in a folder, in order; none where no folder is.</summary>
    ImmutableArray<string> List(string folder);

    /// <summary>Free room of the file system that a path is on.</summary>
    FreeRoom Room(string path);

    /// <summary>A new file, or the old one emptied and written, with exactly these permissions; not synced.</summary>
    void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode);

    /// <summary>Adds to a file's end, and makes it if need be; a torn last line gets its end first. Not synced.</summary>
    void Append(string path, ReadOnlySpan<byte> content, UnixFileMode mode);

    /// <summary>A file's bytes are on the disk (fsync(2)).</summary>
    void SyncFile(string path);

    /// <summary>A folder's entries are on the disk (fsync(2)).</summary>
    void SyncFolder(string path);

    /// <summary>Replaces what is at the target, atomically (rename(2)); not synced.</summary>
    void Rename(string path, string target);

    /// <summary>Everything of the file system that a path is on is on the disk (syncfs(2)).</summary>
    void SyncAll(string path);

    /// <summary>A file, a link or an empty folder; nothing where nothing is.</summary>
    void Remove(string path);

    /// <summary>A folder and all in it; nothing where nothing is. Follows no link.</summary>
    void RemoveTree(string folder);

    /// <summary>A folder with exactly these permissions, and those above it; one that is there stays as it is.</summary>
    void MakeFolder(string path, UnixFileMode mode);

    void SetMode(string path, UnixFileMode mode);

    /// <summary>A link at a path that is free.</summary>
    void Link(string path, string target);

    /// <summary>The file is ours alone until it is given back (flock(2)); null while somebody else has it. It is made if need be.</summary>
    IDisposable? TryLock(string path);
}

/// <param name="LinkTarget">Where a link leads; null for what is none.</param>
public sealed record FileEntry(FileKind Kind, UnixFileMode Mode, int Owner, long Length, DateTimeOffset ModifiedAt, string? LinkTarget = null);

public enum FileKind
{
    File,
    Folder,
    Link,
    Other,
}

/// <summary>What a file system has left for root's programs.</summary>
public sealed record FreeRoom(long Kib, long Inodes);

using System.Collections.Immutable;
using CoinPilot.Agent.Processes;

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

    /// <summary>A file's bytes as they are read. Throws <see cref="IOException"/> where no file is.</summary>
    Stream Open(string path);

    /// <summary>A file that is not there yet, with exactly these permissions; not synced. Throws <see cref="IOException"/> where something is.</summary>
    Stream Create(string path, UnixFileMode mode);

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

    /// <summary>Each takes the other's place, atomically (renameat2(2)); not synced. Throws <see cref="IOException"/> where the file system can't.</summary>
    void Exchange(string path, string other);

    /// <summary>Everything of the file system that a path is on is on the disk (syncfs(2)).</summary>
    void SyncAll(string path);

    /// <summary>A file, a link or an empty folder; nothing where nothing is.</summary>
    void Remove(string path);

    /// <summary>A folder and all in it; nothing where nothing is. Follows no link.</summary>
    void RemoveTree(string folder);

    /// <summary>A folder with exactly these permissions, and those above it; one that is there stays as it is.</summary>
    void MakeFolder(string path, UnixFileMode mode);

    void SetMode(string path, UnixFileMode mode);

    /// <summary>When a file, a folder or a link itself was changed last.</summary>
    void SetModifiedAt(string path, DateTimeOffset time);

    /// <summary>Whether root may change what is there: false on a file system that is read-only.</summary>
    bool IsWritable(string path);

    /// <summary>A link at a path that is free.</summary>
    void Link(string path, string target);

    /// <summary>The file is ours alone until it is given back (flock(2)); null while somebody else has it. It is made if need be.</summary>
    IDisposable? TryLock(string path);

    /// <summary>The first bytes of a file, read with the rights of somebody; null where these do not suffice, or it takes longer.</summary>
    Task<byte[]?> ReadAsync(FileOwner reader, string path, int most, TimeSpan bound, CancellationToken ct);

    /// <summary>The digest over names, kinds and contents of what is below a folder, or of what a path leads to.</summary>
    /// <param name="keeps">Whether a path below the folder is part of it, a character for each of its bytes.</param>
    Task<TreeDigest> DigestAsync(string path, Func<string, bool> keeps, TimeSpan bound, CancellationToken ct);

    /// <summary>git(1) in a folder, with the rights of somebody: it reads only, and runs no program that the folder's settings name. 127 where there is none.</summary>
    Task<CommandOutput> AskGitAsync(FileOwner reader, string folder, ImmutableArray<string> arguments, Action<string> onLine, CancellationToken ct);
}

/// <param name="LinkTarget">Where a link leads; null for what is none.</param>
/// <param name="BornAt">When it was made; null where the file system does not tell.</param>
public sealed record FileEntry(FileKind Kind, UnixFileMode Mode, int Owner, long Length, DateTimeOffset ModifiedAt, string? LinkTarget = null, int Group = 0, DateTimeOffset? BornAt = null);

/// <summary>A user and a group, by their numbers.</summary>
public sealed record FileOwner(int User, int Group)
{
    public static readonly FileOwner Root = new(0, 0);
}

/// <param name="Sha256">Null where it could not be read whole.</param>
/// <param name="IsLate">Because it takes too long.</param>
public sealed record TreeDigest(string? Sha256, bool IsLate = false);

public enum FileKind
{
    File,
    Folder,
    Link,
    Other,
}

/// <summary>What a file system has left for root's programs.</summary>
public sealed record FreeRoom(long Kib, long Inodes);

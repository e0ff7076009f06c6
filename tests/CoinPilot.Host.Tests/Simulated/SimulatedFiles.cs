using System.Collections.Immutable;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Time;

namespace CoinPilot.Simulated;

/// <summary>Files in memory that know what was synced. What may go wrong goes wrong where a test says so.</summary>
internal sealed partial class SimulatedFiles(IHostClock clock) : IHostFiles
{
    private const UnixFileMode FolderMode = (UnixFileMode)0b111_101_101;

    private readonly FileNode root = new(FileKind.Folder, FolderMode, clock.Now);

    /// <summary>Before each step that changes something, or syncs it: its name and its path. What it throws, the step throws.</summary>
    public Action<string, string>? Before { get; set; }

    /// <summary>No file or folder can be made or grow, but in /run.</summary>
    public bool IsFull { get; set; }

    /// <summary>Folders that can't be changed.</summary>
    public HashSet<string> ReadOnly { get; } = [];

    public FreeRoom Free { get; set; } = new(8 * 1024 * 1024, 1_000_000);

    public FileEntry? Entry(string path) => Find(path, followsLast: false)?.ToEntry();

    public FileEntry? Target(string path) => Find(path, followsLast: true)?.ToEntry();

    public byte[]? Read(string path) => Find(path, followsLast: true) is { Kind: FileKind.File } file ? file.Content : null;

    public Stream Open(string path) => new MemoryStream(Read(path) ?? throw new FileNotFoundException($"Could not find file '{path}'."), writable: false);

    public Stream Create(string path, UnixFileMode mode)
    {
        Step("create", path, grows: true);
        if (Find(path, followsLast: false) is not null)
        {
            throw new IOException($"The file '{path}' already exists.");
        }

        return new WrittenFile(this, path, Add(path, new(FileKind.File, mode, clock.Now)));
    }

    public ImmutableArray<string> List(string folder) => Find(folder, followsLast: true) is { Kind: FileKind.Folder } there
        ? [.. there.Entries.Keys.Select(name => $"{folder.TrimEnd('/')}/{name}")]
        : [];

    public FreeRoom Room(string path) => Free;

    public void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        Step("write", path, grows: true);
        var file = FileAt(path, mode);
        (file.Content, file.Mode, file.ModifiedAt) = (content.ToArray(), mode, clock.Now);
    }

    public void Append(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        Step("append", path, grows: true);
        var file = FileAt(path, mode);
        file.Content = [.. file.Content, .. file.Content is [.., not (byte)'\n'] ? "\n"u8.ToArray() : [], .. content];
        file.ModifiedAt = clock.Now;
    }

    public void Rename(string path, string target)
    {
        Step("rename", path);
        Step("rename-to", target);
        var (from, to) = (Parent(path), Parent(target));
        var moved = from.Entries.GetValueOrDefault(NameOf(path)) ?? throw Missing(path);
        if (to.Entries.TryGetValue(NameOf(target), out var there) && there != moved
            && ((there.Kind == FileKind.Folder) != (moved.Kind == FileKind.Folder) || there.Entries.Count > 0))
        {
            throw new IOException($"{path}: {target} is there");
        }

        from.Entries.Remove(NameOf(path));
        to.Entries[NameOf(target)] = moved;
    }

    public void Exchange(string path, string other)
    {
        Step("exchange", path);
        Step("exchange", other);
        var (one, two) = (Parent(path), Parent(other));
        (one.Entries[NameOf(path)], two.Entries[NameOf(other)]) =
            (two.Entries.GetValueOrDefault(NameOf(other)) ?? throw Missing(other), one.Entries.GetValueOrDefault(NameOf(path)) ?? throw Missing(path));
    }

    public void Remove(string path)
    {
        if (Find(path, followsLast: false) is not { } there)
        {
            return;
        }

        Step("remove", path);
        if (there.Entries.Count > 0)
        {
            throw new IOException($"Directory not empty : '{path}'");
        }

        Parent(path).Entries.Remove(NameOf(path));
    }

    public void RemoveTree(string folder)
    {
        if (Find(folder, followsLast: false) is not null)
        {
            Step("remove", folder);
            Parent(folder).Entries.Remove(NameOf(folder));
        }
    }

    public void MakeFolder(string path, UnixFileMode mode)
    {
        if (Find(path, followsLast: true) is not null)
        {
            return;
        }

        Step("make-folder", path, grows: true);
        if (Path.GetDirectoryName(path) is { } above && Find(above, followsLast: true) is null)
        {
            MakeFolder(above, mode);
        }

        Add(path, new(FileKind.Folder, mode, clock.Now));
    }

    public void SetMode(string path, UnixFileMode mode)
    {
        Step("set-mode", path);
        (Find(path, followsLast: true) ?? throw Missing(path)).Mode = mode;
    }

    public void SetModifiedAt(string path, DateTimeOffset time) => (Find(path, followsLast: false) ?? throw Missing(path)).ModifiedAt = time;

    public bool IsWritable(string path) => Find(path, followsLast: true) is not null && !IsReadOnly(path);

    public void Link(string path, string target)
    {
        Step("link", path, grows: true);
        if (Find(path, followsLast: false) is not null)
        {
            throw new IOException($"The file '{path}' already exists.");
        }

        Add(path, new(FileKind.Link, (UnixFileMode)0b111_111_111, clock.Now, target));
    }
}

using System.Collections.Immutable;
using CoinPilot.Agent.Files;

namespace CoinPilot.Simulated;

/// <summary>A file, a folder or a link in memory, with what of it is on the disk.</summary>
internal sealed class FileNode(FileKind kind, UnixFileMode mode, DateTimeOffset time, string? leadsTo = null)
{
    private byte[] syncedContent = [];
    private ImmutableArray<KeyValuePair<string, FileNode>> syncedEntries = [];

    public FileKind Kind => kind;

    public UnixFileMode Mode { get; set; } = mode;

    public DateTimeOffset BornAt { get; } = time;

    public DateTimeOffset ModifiedAt { get; set; } = time;

    public string? LeadsTo => leadsTo;

    public byte[] Content { get; set; } = [];

    public SortedDictionary<string, FileNode> Entries { get; } = new(StringComparer.Ordinal);

    public FileEntry ToEntry() => new(kind, Mode, 0, kind == FileKind.Folder ? 0 : Content.Length, ModifiedAt, leadsTo, BornAt: BornAt);

    /// <summary>A file's bytes, or a folder's entries, are on the disk; not what the entries hold.</summary>
    public void Sync() => (syncedContent, syncedEntries) = (Content, [.. Entries]);

    /// <summary>This and all below it.</summary>
    public void SyncAll()
    {
        Sync();
        foreach (var entry in Entries.Values)
        {
            entry.SyncAll();
        }
    }

    /// <summary>What was not synced is lost, all of it: the worst that a disk may do.</summary>
    public void Forget()
    {
        Content = syncedContent;
        Entries.Clear();
        foreach (var (name, entry) in syncedEntries)
        {
            Entries.Add(name, entry);
            entry.Forget();
        }
    }
}

using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;

namespace CoinPilot.Agent.Transaction;

/// <summary>Our drop-ins of the stack's unit, and what a way back puts in their place.</summary>
internal sealed class DropIns(IHostFiles files, AppPlaces places)
{
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Puts a drop-in there; without a source it is taken away.</summary>
    public void Set(string? source, string target)
    {
        if (source is not null && files.Read(source) is { } content)
        {
            Put(content, target);
        }
        else
        {
            TakeAway(target);
        }
    }

    public void Put(ReadOnlySpan<byte> content, string target)
    {
        var folder = Path.GetDirectoryName(target)!;
        files.MakeFolder(folder, FolderMode);
        files.Put(target, content, DurableFiles.Public);
        files.SyncFolderOf(folder);
    }

    public void TakeAway(string target)
    {
        files.Drop(target);

        // Where nothing else lies, not even what a way back has ready.
        var folder = Path.GetDirectoryName(target)!;
        if (files.IsFolder(folder) && files.List(folder).IsEmpty)
        {
            files.Remove(folder);
        }
    }

    /// <summary>What a way back puts in place, ready beside it: a full disk has room for a rename (D023).</summary>
    public void LayReady()
    {
        ClearReady();
        if (files.Entry($"{places.Old}/unit") is not null)
        {
            files.Copy($"{places.Old}/unit", places.UnitReady);
        }

        if (files.Read($"{places.Old}/hold.conf") is { } hold)
        {
            files.MakeFolder(Path.GetDirectoryName(places.HoldReady)!, FolderMode);
            files.Write(places.HoldReady, hold, DurableFiles.Public);
        }
    }

    public void ClearReady()
    {
        files.Remove(places.UnitReady);
        if (files.Entry(places.HoldReady) is not null)
        {
            files.Remove(places.HoldReady);
            if (Path.GetDirectoryName(places.HoldReady) is { } folder && files.List(folder).IsEmpty)
            {
                files.Remove(folder);
            }
        }
    }

    /// <summary>Puts back what a switch replaced. What an earlier try has put there is left; what does not lie ready is copied.</summary>
    public void PutBack(string source, string ready, string target)
    {
        if (files.IsSame(source, target))
        {
            return;
        }

        if (files.IsSame(source, ready))
        {
            files.Rename(ready, target);
            files.SyncFolderOf(target);
            return;
        }

        var part = $"{Path.GetDirectoryName(target)}/.{Path.GetFileName(target)}.part";
        files.Remove(part);
        files.Copy(source, part);
        if (files.Entry(part)?.Kind == FileKind.File)
        {
            files.SyncFile(part);
        }

        files.Rename(part, target);
        files.SyncFolderOf(target);
    }
}

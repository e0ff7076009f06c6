using System.Formats.Tar;
using CoinPilot.Agent.Files;

namespace CoinPilot.Agent.Staging;

/// <summary>A folder that an archive is unpacked into: root's own files, with the archive's modes and times, and nothing outside of it.</summary>
/// <remarks>
/// Refused with an <see cref="InvalidDataException"/>: a name that leads out of the folder, one that leads through a link or
/// a file, one that is there already, a hard link, a device, and whatever else is no file, no folder and no link. Where a
/// link leads is content: nothing is written through it. Times are kept because Docker puts them into what it builds.
/// </remarks>
internal sealed class UnpackedFolder(IHostFiles files, string root, bool takesLinks)
{
    // An archive need not name the folder that a file lies in.
    private const UnixFileMode Unnamed = DurableFiles.Private | UnixFileMode.UserExecute;

    // Nobody becomes root by what was shipped.
    private const UnixFileMode Permissions = (UnixFileMode)0b111_111_111;

    private readonly List<(string Path, DateTimeOffset Time)> folders = [];

    /// <param name="name">Below the folder.</param>
    public void Add(TarEntry entry, string name)
    {
        var path = PathOf(name);
        switch (entry.EntryType)
        {
            case TarEntryType.Directory:
                AddFolder(path, entry);
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile:
                Demand(files.Entry(path) is null, name, "is there twice");
                using (var file = files.Create(path, entry.Mode & Permissions))
                {
                    entry.DataStream?.CopyTo(file);
                }

                files.SetModifiedAt(path, entry.ModificationTime);
                break;
            case TarEntryType.SymbolicLink when takesLinks:
                Demand(files.Entry(path) is null, name, "is there twice");
                files.Link(path, entry.LinkName);
                files.SetModifiedAt(path, entry.ModificationTime);
                break;
            default:
                throw Refused(name, "is neither a file nor a folder");
        }
    }

    /// <summary>All is in it: folders get the times that they had.</summary>
    public void End()
    {
        foreach (var (path, time) in folders)
        {
            files.SetModifiedAt(path, time);
        }
    }

    private void AddFolder(string path, TarEntry entry)
    {
        if (files.Entry(path) is { } there)
        {
            Demand(there.Kind == FileKind.Folder, entry.Name, "is there twice");
            files.SetMode(path, entry.Mode & Permissions);
        }
        else
        {
            files.MakeFolder(path, entry.Mode & Permissions);
        }

        folders.Add((path, entry.ModificationTime));
    }

    // What lies above it is made, and is folders all the way.
    private string PathOf(string name)
    {
        var words = name.TrimEnd('/').Split('/');
        Demand(words.All(word => word is not ("" or "." or "..")), name, "leads out of its folder");
        var path = root;
        Make(path);
        foreach (var word in words[..^1])
        {
            path = $"{path}/{word}";
            Make(path);
            Demand(files.Entry(path)!.Kind == FileKind.Folder, name, "leads through what is no folder");
        }

        return $"{path}/{words[^1]}";
    }

    private void Make(string folder)
    {
        if (files.Entry(folder) is null)
        {
            files.MakeFolder(folder, Unnamed);
        }
    }

    private static void Demand(bool isTrue, string name, string otherwise)
    {
        if (!isTrue)
        {
            throw Refused(name, otherwise);
        }
    }

    private static InvalidDataException Refused(string name, string why) => new($"{name} {why}");
}

using System.Text;

namespace CoinPilot.Agent.Files;

/// <summary>Changes that a power cut leaves done or undone, never in between (D018).</summary>
public static class DurableFiles
{
    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public const UnixFileMode Public = Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>The file holds this from now on: written under another name, synced, renamed, its folder synced.</summary>
    public static void Put(this IHostFiles files, string path, string content, UnixFileMode mode) => files.Put(path, Encoding.UTF8.GetBytes(content), mode);

    /// <inheritdoc cref="Put(IHostFiles, string, string, UnixFileMode)"/>
    public static void Put(this IHostFiles files, string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        var part = PartOf(path);
        files.Remove(part);
        files.Write(part, content, mode);
        if (!IsVolatile(path))
        {
            files.SyncFile(part);
        }

        files.Rename(part, path);
        files.SyncFolderOf(path);
    }

    /// <summary>What is at the path is gone, and stays so.</summary>
    public static void Drop(this IHostFiles files, string path)
    {
        if (files.Entry(path) is not null)
        {
            files.Remove(path);
            files.SyncFolderOf(path);
        }
    }

    /// <summary>The text of a file; null where none is.</summary>
    public static string? ReadText(this IHostFiles files, string path) => files.Read(path) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>A file with its mode, or a link; not synced.</summary>
    public static void Copy(this IHostFiles files, string path, string target)
    {
        if (files.Entry(path) is { LinkTarget: { } leadsTo })
        {
            files.Link(target, leadsTo);
        }
        else
        {
            files.Write(target, files.Read(path) ?? throw new IOException($"{path} is gone"), files.Entry(path)!.Mode);
        }
    }

    /// <summary>Two files with the same bytes, or two links to the same place.</summary>
    public static bool IsSame(this IHostFiles files, string path, string other) => (files.Entry(path), files.Entry(other)) switch
    {
        ({ Kind: FileKind.Link } one, { Kind: FileKind.Link } two) => one.LinkTarget == two.LinkTarget,
        ({ Kind: FileKind.File }, { Kind: FileKind.File }) => files.Read(path).AsSpan().SequenceEqual(files.Read(other)),
        _ => false,
    };

    public static bool IsFile(this IHostFiles files, string path) => files.Target(path)?.Kind == FileKind.File;

    public static bool IsFolder(this IHostFiles files, string path) => files.Target(path)?.Kind == FileKind.Folder;

    public static void SyncFolderOf(this IHostFiles files, string path)
    {
        if (!IsVolatile(path))
        {
            files.SyncFolder(Path.GetDirectoryName(path)!);
        }
    }

    // In memory: nothing of it is left after a power cut.
    private static bool IsVolatile(string path) => path.StartsWith("/run/", StringComparison.Ordinal);

    // Hidden, and one for each file: a second try takes the first one's place.
    private static string PartOf(string path) => $"{Path.GetDirectoryName(path)}/.{Path.GetFileName(path)}.part";
}

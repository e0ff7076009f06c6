using CoinPilot.Agent.Files;

namespace CoinPilot.Agent.Checkouts;

/// <summary>What a path of a checkout is, and with whose rights it is read.</summary>
internal static class CheckoutPaths
{
    public const string File = "file";
    public const string Folder = "folder";
    public const string Other = "other";
    public const string Missing = "missing";

    /// <summary>What a path leads to.</summary>
    public static string KindOf(IHostFiles files, string path)
    {
        try
        {
            return files.Target(path)?.Kind switch
            {
                null => Missing,
                FileKind.File => File,
                FileKind.Folder => Folder,
                _ => Other,
            };
        }
        catch (IOException)
        {
            // A file system that does not answer: nothing that could be used.
            return Missing;
        }
    }

    /// <summary>
    /// A checkout, a folder above a file, or a link may be somebody's who is not root: then nothing is read that only root may read (D033).
    /// </summary>
    public static FileOwner ReaderOf(IHostFiles files, string folder, string path) =>
        new[] { folder, path }.Concat(Above(folder)).Concat(Above(path))
            .Select(one => OwnerOf(files, one)).FirstOrDefault(owner => owner is { User: not 0 }) ?? FileOwner.Root;

    private static IEnumerable<string> Above(string path)
    {
        for (var at = path.LastIndexOf('/'); at > 0; at = path.LastIndexOf('/', at - 1))
        {
            yield return path[..at];
        }
    }

    private static FileOwner? OwnerOf(IHostFiles files, string path)
    {
        try
        {
            return files.Entry(path) is { } entry ? new(entry.Owner, entry.Group) : null;
        }
        catch (IOException)
        {
            // It can't be read either.
            return null;
        }
    }
}

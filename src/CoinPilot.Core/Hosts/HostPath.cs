using CoinPilot.Compose.Forms;

namespace CoinPilot.Hosts;

/// <summary>Paths of the host, handled as text whatever this machine's own look like.</summary>
public static class HostPath
{
    /// <summary>A path below <paramref name="folder"/>, or the path itself when it is absolute; `.` and `..` are worked out.</summary>
    public static string Join(string folder, string path) => GoPath.IsAbsolute(path) ? GoPath.Clean(path) : GoPath.Join(folder, path);

    public static string Folder(string path) => GoPath.Folder(path);

    public static string Name(string path) => GoPath.Name(path);

    /// <summary>The nearest folder that holds both, or is one of them.</summary>
    public static string CommonFolder(string one, string other)
    {
        string[] parts = one.TrimEnd('/').Split('/'), others = other.TrimEnd('/').Split('/');
        var common = string.Join('/', parts.Zip(others).TakeWhile(pair => pair.First == pair.Second).Select(pair => pair.First));
        return common.Length == 0 ? "/" : common;
    }

    /// <summary>Whether <paramref name="path"/> lies in <paramref name="folder"/>.</summary>
    public static bool IsBelow(string path, string folder) => path.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal);
}

namespace CoinPilot.Compose.Forms;

/// <summary>Paths with '/', handled as text.</summary>
internal static class GoPath
{
    /// <summary>The shortest equal path: no `.`, no doubled slash, `..` worked out where it can be.</summary>
    public static string Clean(string path)
    {
        if (path.Length == 0)
        {
            return ".";
        }
        var rooted = path[0] == '/';
        var parts = new List<string>();
        foreach (var part in path.Split('/'))
        {
            if (part is "" or ".")
            {
                continue;
            }
            if (part == ".." && parts.Count > 0 && parts[^1] != "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part != ".." || !rooted)
            {
                parts.Add(part);
            }
        }
        var joined = string.Join('/', parts);
        return rooted ? "/" + joined : joined.Length == 0 ? "." : joined;
    }

    public static string Join(string folder, string path) => Clean(folder + "/" + path);

    public static string Folder(string path) => path.LastIndexOf('/') is var i and > 0 ? path[..i] : path.StartsWith('/') ? "/" : ".";

    public static string Name(string path) => path[(path.TrimEnd('/').LastIndexOf('/') + 1)..].TrimEnd('/');

    public static bool IsAbsolute(string path) => path.StartsWith('/');
}

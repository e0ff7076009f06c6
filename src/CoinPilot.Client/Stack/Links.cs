namespace CoinPilot.Stack;

/// <summary>Paths without the links on the way, as `realpath` prints them.</summary>
internal static class Links
{
    private const int Most = 40; // as the kernel: more is a circle

    /// <summary>What does not exist keeps its name; a circle of links stays as it is.</summary>
    public static string Resolve(string path)
    {
        var left = new Stack<string>(Path.GetFullPath(path).Split(Path.DirectorySeparatorChar).Reverse());
        var real = Path.GetPathRoot(Path.GetFullPath(path))!;
        left.TryPop(out _); // the root
        for (var followed = 0; left.TryPop(out var name);)
        {
            var next = name switch { "" or "." => real, ".." => Path.GetDirectoryName(real) ?? real, _ => Path.Combine(real, name) };
            if (new FileInfo(next).LinkTarget is not { } target || ++followed > Most)
            {
                real = next;
                continue;
            }

            foreach (var part in target.Split(Path.DirectorySeparatorChar).Reverse())
            {
                left.Push(part);
            }

            real = Path.IsPathRooted(target) ? Path.GetPathRoot(target)! : real;
        }

        return real;
    }
}

using System.Text;
using Xunit;

namespace CoinPilot.Compose;

/// <summary>Files that exist in a test only, below /p.</summary>
internal sealed class MemoryFiles : IComposeFiles
{
    private readonly Dictionary<string, byte[]> files = new(StringComparer.Ordinal);

    /// <summary>Whether everybody may read the files.</summary>
    public bool AreOpen { get; init; }

    public bool IsOpenToOthers(string path) => AreOpen;

    /// <summary>Files that nobody may execute end in it.</summary>
    public bool? IsExecutable(string path) => !path.EndsWith(".nox", StringComparison.Ordinal);

    public MemoryFiles Add(string path, string text) => Add(path, Encoding.UTF8.GetBytes(text));

    public MemoryFiles Add(string path, byte[] bytes)
    {
        files[path.StartsWith('/') ? path : "/p/" + path] = bytes;
        return this;
    }

    /// <summary>compose.yml, and further files, each below a line `=== path`.</summary>
    public static MemoryFiles Parse(string text, bool open = false)
    {
        var parts = text.Split("\n=== ");
        var files = new MemoryFiles { AreOpen = open }.Add("compose.yml", parts[0]);
        foreach (var part in parts.Skip(1))
        {
            // A text that the fuzzer broke may end in the line that names a file.
            var lines = part.Split('\n', 2);
            files.Add(lines[0], lines.ElementAtOrDefault(1) ?? "");
        }
        return files;
    }

    public void WriteTo(string folder)
    {
        foreach (var (path, bytes) in files)
        {
            var target = Path.Combine(folder, path["/p/".Length..]);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllBytes(target, bytes);
        }
    }

    /// <summary>Links, by what they stand for.</summary>
    public Dictionary<string, string> Links { get; } = [];

    public string RootOf(string projectDirectory) => "/p";

    public string RealPath(string path) => Links.GetValueOrDefault(path, path);

    public IEnumerable<string> NamesIn(Releases.ShippedPath folder) =>
        files.Keys.Where(k => k.StartsWith(folder.LocalPath + "/", StringComparison.Ordinal)).Select(k => k[(folder.LocalPath.Length + 1)..]);

    public byte[]? Read(string path) => files.GetValueOrDefault(path);

    public bool FileExists(string path) => files.ContainsKey(path);

    public bool DirectoryExists(string path) => files.Keys.Any(k => k.StartsWith(path.TrimEnd('/') + "/", StringComparison.Ordinal));

    /// <summary>Reads compose.yml, and compose.override.yml over it where there is one.</summary>
    public ComposeReading Compose(bool unknownAreSet = false, params string[] profiles) => ComposeReader.Read(
        new([.. new[] { "/p/compose.yml", "/p/compose.override.yml" }.Where(FileExists)], "/p", UnknownVariablesAreSet: unknownAreSet, Profiles: [.. profiles]), this);

    public static ComposeReading Compose(string yaml, string? env = null)
    {
        var files = new MemoryFiles().Add("compose.yml", yaml);
        return (env is null ? files : files.Add(".env", env)).Compose();
    }

    /// <summary>The project, or a failure that shows why there is none.</summary>
    public static ComposeProject Project(string yaml, string? env = null)
    {
        var reading = Compose(yaml, env);
        Assert.True(reading.Project is not null, string.Join('\n', reading.Findings));
        return reading.Project;
    }
}

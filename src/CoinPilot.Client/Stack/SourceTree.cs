using CoinPilot.Compose;
using CoinPilot.Compose.Scripts;
using CoinPilot.Releases;

namespace CoinPilot.Stack;

/// <summary>The files of this machine, as the Compose reader asks for them.</summary>
public sealed class SourceTree : IComposeFiles
{
    /// <summary>A file that reads as there and empty, whatever it is: its content is the host's.</summary>
    public string? Emptied { get; init; }

    /// <summary>What git says of modes, once somebody wants to know: that is what travels.</summary>
    public Func<GitTree> Git { get; init; } = () => GitTree.None;

    public byte[]? Read(string path)
    {
        if (path == Emptied)
        {
            return [];
        }

        return SourceFile.Read(path, out _);
    }

    public byte[]? Beginning(string path) => path == Emptied ? [] : SourceFile.Beginning(path, FirstLine.Length);

    public bool? IsExecutable(string path) => ObjectPacker.IsExecutable(ObjectPacker.Content(path), Git());

    public string TroubleWith(string path) => SourceFile.Read(path, out var trouble) is null ? trouble! : "can't be read";

    public bool FileExists(string path) => path == Emptied || SourceFile.Exists(path);

    public bool DirectoryExists(string path) => Directory.Exists(path);

    /// <summary>The work tree of git that holds the project, else the project's own folder.</summary>
    public string RootOf(string projectDirectory)
    {
        var own = RealPath(projectDirectory);
        for (var folder = own; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Path.Exists(Path.Combine(folder, ".git")))
            {
                return folder.Replace('\\', '/');
            }
        }

        return own;
    }

    public string RealPath(string path) => Links.Resolve(path).Replace('\\', '/');

    public IEnumerable<string> NamesIn(ShippedPath folder) => ObjectPacker.NamesIn(folder);

    public bool IsOpenToOthers(string path) => path != Emptied && !OperatingSystem.IsWindows() && SourceFile.Exists(path)
        && (File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != 0;
}

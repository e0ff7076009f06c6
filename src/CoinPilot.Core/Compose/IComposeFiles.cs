using CoinPilot.Releases;

namespace CoinPilot.Compose;

/// <summary>The files around a Compose file; paths are absolute and '/'-separated.</summary>
public interface IComposeFiles
{
    /// <summary>The file's bytes, or null when it is missing, a folder or unreadable.</summary>
    byte[]? Read(string path);

    /// <summary>Why a file can't be read, as the end of a sentence about it.</summary>
    string TroubleWith(string path) => "is not there or can't be read";

    /// <summary>The file's first bytes, some 256; null when it is missing, a folder or unreadable, or nobody looks at such a one.</summary>
    byte[]? Beginning(string path) => FileExists(path) ? Read(path) : null;

    /// <summary>Whether the file can be executed once it has travelled; null where nobody knows.</summary>
    bool? IsExecutable(string path) => null;

    bool FileExists(string path);

    bool DirectoryExists(string path);

    /// <summary>Whether others than its owner may read or write the file, where that is known.</summary>
    bool IsOpenToOthers(string path) => false;

    /// <summary>The folder that holds all of the source tree, free of links; null where nothing travels.</summary>
    string? RootOf(string projectDirectory) => null;

    /// <summary>The path without links on the way.</summary>
    string RealPath(string path) => path;

    /// <summary>The names of what travels of a folder, '/' between their parts.</summary>
    IEnumerable<string> NamesIn(ShippedPath folder) => [];
}

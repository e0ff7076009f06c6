using Nuke.Common.IO;

namespace Nuke.Common.Execution;

/// <summary>The project's root: the variable Root, else the nearest parent of the working directory that holds .nuke.</summary>
internal static class BuildRoot
{
    public static AbsolutePath Find()
    {
        var start = Environment.CurrentDirectory;
        if (Environment.GetEnvironmentVariable("Root") is { Length: > 0 } root)
        {
            return Path.GetFullPath(root, start);
        }

        var directory = new DirectoryInfo(start);
        while (directory is not null && !Path.Exists(Path.Combine(directory.FullName, ".nuke")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName
            ?? throw new InvalidOperationException($"Could not locate '.nuke' directory/file while walking up from '{start}'.");
    }
}

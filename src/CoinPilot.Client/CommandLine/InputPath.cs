using CoinPilot.Transport;

namespace CoinPilot.CommandLine;

/// <summary>A path as an operator gives it: ~ is the home folder, a relative one is looked for where the operator stands, then in the project.</summary>
public static class InputPath
{
    public static string Resolve(string path, string root)
    {
        var expanded = SshDefaults.ExpandHome(path);
        var here = Path.GetFullPath(expanded);
        return Path.Exists(here) ? here : Path.GetFullPath(expanded, root);
    }

    /// <summary>The path of a file that is to be written at the end: that it has a folder is asked at the start. Throws <see cref="DeploymentException"/> (exit 2).</summary>
    public static string InFolder(string parameter, string file) =>
        !Directory.Exists(file) && Directory.Exists(Path.GetDirectoryName(file))
            ? file
            : throw new DeploymentException($"{parameter} {file}: there is no folder for this file. Make it, or name another file.", FailureKind.BadInput);
}

using CoinPilot.Ssh;

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
}

namespace CoinPilot.Transport;

/// <summary>What OpenSSH would use when nothing is said.</summary>
public static class SshDefaults
{
    public const string KeyFile = "~/.ssh/id_ed25519";

    public const string KnownHosts = "~/.ssh/known_hosts";

    /// <summary>A path with a leading <c>~/</c> replaced by the home folder of this machine's user.</summary>
    public static string ExpandHome(string path) => ExpandHome(path, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));

    public static string ExpandHome(string path, string home) =>
        path == "~" ? home
        : path.StartsWith("~/", StringComparison.Ordinal) || path.StartsWith("~\\", StringComparison.Ordinal) ? Path.Combine(home, path[2..])
        : path;
}

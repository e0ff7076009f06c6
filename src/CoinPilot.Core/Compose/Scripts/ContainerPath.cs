using CoinPilot.Compose.Forms;
using CoinPilot.Hosts;

namespace CoinPilot.Compose.Scripts;

/// <summary>Paths inside of a container.</summary>
internal static class ContainerPath
{
    /// <summary>Where a program without a folder is sought.</summary>
    private static readonly string[] Search = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    public static string Join(string folder, string path) => GoPath.IsAbsolute(path) ? GoPath.Clean(path) : GoPath.Join(folder, path);

    /// <summary>The places that a program's name may mean; none where only the container knows.</summary>
    public static IEnumerable<string> Places(string program, string workingDirectory) =>
        program.Length == 0 || program.Contains('$', StringComparison.Ordinal) ? []
        : program.Contains('/', StringComparison.Ordinal) ? [Join(workingDirectory, program)]
        : Search.Select(folder => $"{folder}/{program}");

    /// <summary>What follows a folder in a path below it; empty for the folder itself; null for a path elsewhere.</summary>
    public static string? Below(string path, string folder) =>
        path == folder.TrimEnd('/') ? ""
        : HostPath.IsBelow(path, folder) ? path[(folder.TrimEnd('/').Length + 1)..]
        : null;
}

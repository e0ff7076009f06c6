using System.Text.RegularExpressions;
using CoinPilot.Agent.Docker;
using CoinPilot.Compose.Scripts;

namespace CoinPilot.Agent.Observation;

/// <summary>Why a container could not execute a file that it has: the kernel's words name the script, and mean its interpreter or its mode.</summary>
internal static partial class ExecTrouble
{
    private const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>A line of its own about the file, or null. Throws <see cref="DockerSilentException"/>.</summary>
    /// <param name="said">The container's last lines, and why it could not be started.</param>
    public static async Task<string?> ExplainAsync(IDocker docker, string id, string said, CancellationToken ct)
    {
        if (Refusal().Match(said) is not { Success: true } refusal || await docker.FileAsync(id, refusal.Groups["path"].Value, ct).ConfigureAwait(false) is not { } file)
        {
            return null;
        }

        var path = refusal.Groups["path"].Value;
        return FirstLine.Trouble(file.Beginning) is { } trouble ? $"{path} is there, and {trouble}"
            : (file.Mode & Execute) == 0 ? $"{path} is there, and its mode is {Convert.ToString((int)file.Mode, 8)}: nobody may execute it (chmod +x)"
            : null;
    }

    // `exec /entry.sh: no such file or directory`, and of runc: `exec: "/entry.sh": permission denied`.
    [GeneratedRegex("""exec:? "?(?<path>/[^\s":]+)"?: (?:no such file or directory|permission denied|exec format error)""")]
    private static partial Regex Refusal();
}

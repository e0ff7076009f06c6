using System.Text.RegularExpressions;

namespace CoinPilot.Agent.Transaction;

/// <summary>The mount that a path lies on (proc_pid_mountinfo(5)).</summary>
internal static partial class MountPoint
{
    /// <param name="mountInfo">What /proc/self/mountinfo says: the last mount of a place covers those before it.</param>
    public static string Of(string mountInfo, string path) => mountInfo.Split('\n').Select(line => line.Split(' ')).Where(fields => fields.Length > 4)
        .Select(fields => Decoded(fields[4]))
        .Where(place => place == "/" || path == place || path.StartsWith($"{place}/", StringComparison.Ordinal))
        .MaxBy(place => place.Length) ?? "/";

    /// <summary>Whether a path lies in memory, where every boot makes all anew.</summary>
    public static bool IsInMemory(string mountInfo, string path)
    {
        var place = Of(mountInfo, path);
        var line = mountInfo.Split('\n').LastOrDefault(line => line.Split(' ') is { Length: > 4 } fields && Decoded(fields[4]) == place);
        return line?.Split(" - ") is [_, var source, ..] && source.Split(' ')[0] is "tmpfs" or "ramfs";
    }

    private static string Decoded(string field) => Octal().Replace(field, code => ((char)Convert.ToInt32(code.Value[1..], 8)).ToString());

    [GeneratedRegex(@"\\[0-7]{3}")]
    private static partial Regex Octal();
}

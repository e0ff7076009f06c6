using System.Text.RegularExpressions;

namespace CoinPilot.Agent.Transaction;

/// <summary>The mount that a path lies on (proc_pid_mountinfo(5)).</summary>
internal static partial class MountPoint
{
    /// <param name="mountInfo">What /proc/self/mountinfo says: the last mount of a place covers those before it.</param>
    public static string Of(string mountInfo, string path) => mountInfo.Split('\n').Select(line => line.Split(' ')).Where(fields => fields.Length > 4)
        .Select(fields => Octal().Replace(fields[4], code => ((char)Convert.ToInt32(code.Value[1..], 8)).ToString()))
        .Where(place => place == "/" || path == place || path.StartsWith($"{place}/", StringComparison.Ordinal))
        .MaxBy(place => place.Length) ?? "/";

    [GeneratedRegex(@"\\[0-7]{3}")]
    private static partial Regex Octal();
}

using System.Text.RegularExpressions;

namespace CoinPilot.Health;

/// <summary>Why a start failed, out of what Compose and systemd printed about it.</summary>
public static partial class StartReason
{
    // A build that fails says why in its last lines.
    private const int MostLines = 15;

    private const int LongestLine = 500;

    /// <summary>The lines that matter, in their order: all but Compose's progress and what systemctl says about the unit.</summary>
    public static string Of(string output)
    {
        var lines = output.Split('\n')
            .Select(line => line.Trim())
            .Where(line => line.Length > 0 && !Unit().IsMatch(line) && !Progress().IsMatch(line))
            .Select(line => line.Length > LongestLine ? line[..LongestLine] + " …" : line)
            .ToArray();
        return lines.Length switch
        {
            0 => "it gave no reason",
            > MostLines => $"… ({lines.Length - MostLines} lines before)\n{string.Join('\n', lines[^MostLines..])}",
            _ => string.Join('\n', lines),
        };
    }

    [GeneratedRegex(@"^(Starting|Reloading|Stopping|Started|Reloaded|Stopped|Finished|Failed to start|Reload failed for|Control process exited|Main process exited|Failed with result|[\w@.:\\-]+\.service: |(Job for )?[\w@.:\\-]+\.service |See "")", RegexOptions.CultureInvariant)]
    private static partial Regex Unit();

    [GeneratedRegex(@"^(Container|Network|Volume|Image) .* (Creating|Created|Recreate|Recreated|Starting|Started|Restarting|Running|Waiting|Healthy|Stopping|Stopped|Removing|Removed|Building|Built|Pulling|Pulled|Exited)$", RegexOptions.CultureInvariant)]
    private static partial Regex Progress();
}

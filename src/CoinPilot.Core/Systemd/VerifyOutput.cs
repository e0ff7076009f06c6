using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace CoinPilot.Systemd;

/// <summary>What <c>systemd-analyze verify</c> says: about other units, too.</summary>
public static partial class VerifyOutput
{
    /// <summary>The lines about an app's own units, without the keys that only a newer systemd knows.</summary>
    public static ImmutableArray<string> About(IEnumerable<string> lines, string unit, string guard) =>
    [
        .. lines.Where(line => (line.Contains(unit, StringComparison.Ordinal) || line.Contains(guard, StringComparison.Ordinal)) && !NewerKey().IsMatch(line))
            .Select(line => line.Trim(' ', '\t')).Distinct().Order(StringComparer.Ordinal),
    ];

    [GeneratedRegex("Unknown .*'Restart(Steps|MaxDelaySec)'")]
    private static partial Regex NewerKey();
}

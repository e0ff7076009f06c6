using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace CoinPilot.Hosts;

/// <summary>What <c>docker compose --dry-run up</c> says that it would do.</summary>
public static partial class DryRun
{
    /// <summary>What would be made or made anew, in words.</summary>
    public static ImmutableArray<string> Changes(string said) =>
    [
        .. said.Split('\n').Select(line => Step().Match(line)).Where(match => match.Success).Select(match =>
            $"{(match.Groups["change"].Value == "Recreate" ? "recreate" : "make")} the {match.Groups["what"].Value.ToLowerInvariant()} {match.Groups["name"].Value}"),
    ];

    /// <summary>Whether the output is of a form that this reads.</summary>
    public static bool IsOne(string said) => said.Contains("DRY-RUN MODE", StringComparison.Ordinal);

    [GeneratedRegex("DRY-RUN MODE - *(?<what>Container|Volume|Network) *\"?(?<name>[^ \"]*)\"? *(?<change>Recreate|Creating)\\z")]
    private static partial Regex Step();
}

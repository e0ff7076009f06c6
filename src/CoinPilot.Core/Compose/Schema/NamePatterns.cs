using System.Text.RegularExpressions;

namespace CoinPilot.Compose.Schema;

/// <summary>Patterns of the specification; none is anchored there, so a fitting part is enough.</summary>
internal static partial class NamePatterns
{
    public static bool ContainerName(string text) => ContainerNameForm().IsMatch(text);

    public static bool PullPolicy(string text) => PullPolicyForm().IsMatch(text);

    [GeneratedRegex("[a-zA-Z0-9][a-zA-Z0-9_.-]+")]
    private static partial Regex ContainerNameForm();

    [GeneratedRegex("always|never|build|if_not_present|missing|refresh|daily|weekly|every_([0-9]+[wdhms])+")]
    private static partial Regex PullPolicyForm();
}

using System.Text.RegularExpressions;
using CoinPilot.Compose.Variables;

namespace CoinPilot.Hosts;

/// <summary>What Compose says when it refuses something: it quotes the value that it does not like.</summary>
public static partial class ComposeComplaint
{
    /// <summary>The last lines of it, without values.</summary>
    public static string Of(string said, ValueMask mask, int lines) =>
        string.Join('\n', Twice().Replace(InAName().Replace(Near().Replace(mask.Apply(said), " …"), "in a name"), "$1").TrimEnd('\n').Split('\n').TakeLast(lines));

    /// <summary>What to do about it; a release without an env file has nothing to correct there.</summary>
    public static string Fix(string envFile) => envFile == "/dev/null" ? "correct the Compose file" : $"correct the Compose file or {envFile}";

    [GeneratedRegex(" near \".*")]
    private static partial Regex Near();

    // services.web.pull_policy services.web.pull_policy must be …
    [GeneratedRegex(@"(?<!\S)(\w[\w.-]*\.[\w.-]+) \1(?=\s)")]
    private static partial Regex Twice();

    [GeneratedRegex("in variable name \".*")]
    private static partial Regex InAName();
}

using System.Text.RegularExpressions;
using CoinPilot.Compose.Variables;

namespace CoinPilot.Hosts;

/// <summary>What Compose says when it refuses something: it quotes the value that it does not like.</summary>
public static partial class ComposeComplaint
{
    /// <summary>The last lines of it, without values.</summary>
    public static string Of(string said, ValueMask mask, int lines) =>
        string.Join('\n', InAName().Replace(Near().Replace(mask.Apply(said), " …"), "in a name").TrimEnd('\n').Split('\n').TakeLast(lines));

    [GeneratedRegex(" near \".*")]
    private static partial Regex Near();

    [GeneratedRegex("in variable name \".*")]
    private static partial Regex InAName();
}

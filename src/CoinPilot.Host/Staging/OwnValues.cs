using System.Text.RegularExpressions;

namespace CoinPilot.Agent.Staging;

/// <summary>Values that an env file takes from its surroundings.</summary>
/// <remarks>The unit is started in systemd's own environment: what an env file took from there it would not get in this deployment (D008).</remarks>
internal static partial class OwnValues
{
    /// <summary>Of some variables of the surroundings, the first that the text uses and does not set; null for none.</summary>
    public static string? Borrowed(string text, IEnumerable<string> surroundings) => surroundings
        .Where(name => name is not ("PATH" or "LANG") && Name().IsMatch(name))
        .FirstOrDefault(name => Regex.IsMatch(text, $@"\$\{{?{name}([^A-Za-z0-9_]|$)", RegexOptions.Multiline)
            && !Regex.IsMatch(text, $@"^\s*(export\s+)?{name}\s*=", RegexOptions.Multiline));

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex Name();
}

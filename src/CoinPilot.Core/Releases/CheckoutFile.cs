using System.Collections.Immutable;
using System.Text;

namespace CoinPilot.Releases;

/// <summary>One path of the checkout that a release refers to, with what it was when the release was made.</summary>
/// <param name="Digest">The host's digest over names, kinds and contents.</param>
/// <param name="Use">compose, context, dockerfile, mount, env, config or secret.</param>
/// <param name="Dockerfile">Of a context: a path in it that no rule leaves out.</param>
/// <param name="Rules">Of a context: what .dockerignore leaves out, as <see cref="IgnoreRules"/> reads it; else empty.</param>
public sealed record CheckoutEntry(string Digest, string Use, string Path, string? Dockerfile = null, string Rules = "");

/// <summary>The file of a release that says what it refers to in a checkout on the host, by which the host notices changes.</summary>
public static class CheckoutFile
{
    public static string Render(IEnumerable<CheckoutEntry> entries) =>
        string.Concat(entries
            .OrderBy(entry => entry.Path, StringComparer.Ordinal).ThenBy(entry => entry.Use, StringComparer.Ordinal)
            .Select(entry => $"{entry.Digest}\t{entry.Use}\t{Optional(entry.Dockerfile)}\t{Encoded(entry.Rules)}\t{entry.Path}\n"));

    /// <summary>The entries of a release's own file; lines of another shape are left out.</summary>
    public static ImmutableArray<CheckoutEntry> Parse(string text) =>
    [
        .. text.Split('\n').Select(line => line.Split('\t', 5)).Where(fields => fields.Length == 5)
            .Select(fields => new CheckoutEntry(fields[0], fields[1], fields[4], fields[2] == "-" ? null : fields[2], Decoded(fields[3]))),
    ];

    /// <summary>A field that may be missing: an empty one would vanish between two tabs.</summary>
    public static string Optional(string? field) => field is { Length: > 0 } ? field : "-";

    public static string Encoded(string rules) => rules.Length == 0 ? "-" : Convert.ToBase64String(Encoding.UTF8.GetBytes(rules));

    private static string Decoded(string rules) => rules == "-" ? "" : Encoding.UTF8.GetString(Convert.FromBase64String(rules));

    /// <summary>The word that the file and the agent have for a use.</summary>
    public static string WordOf(ShippedUse use) => use switch
    {
        ShippedUse.BuildContext => "context",
        ShippedUse.Dockerfile => "dockerfile",
        ShippedUse.BindMount => "mount",
        ShippedUse.EnvFile => "env",
        ShippedUse.Config => "config",
        _ => "secret",
    };

    /// <summary>Whether a path can stand in a line of the file.</summary>
    public static bool CanHold(string path) => path.AsSpan().IndexOfAny('\t', '\n', '\r') < 0;
}

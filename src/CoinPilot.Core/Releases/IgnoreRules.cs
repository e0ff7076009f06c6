using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace CoinPilot.Releases;

/// <summary>What a context's .dockerignore leaves out, as a release holds it: a line each, x leaves out and k keeps what matches the expression behind it (D049).</summary>
/// <remarks>
/// The expressions are those of awk, and see bytes: digests of releases that are years old depend on what each of them
/// matches. A text here has a character for each byte, as Latin-1 has.
/// </remarks>
public sealed class IgnoreRules
{
    private readonly ImmutableArray<(bool Excludes, Regex Pattern)> rules;
    private readonly string kept;

    private IgnoreRules(ImmutableArray<(bool Excludes, Regex Pattern)> rules, string kept)
    {
        this.rules = rules;
        this.kept = kept;
    }

    /// <summary>Throws <see cref="FormatException"/> on an expression that is none.</summary>
    /// <param name="dockerfile">The path that no rule leaves out; null for none.</param>
    public static IgnoreRules Parse(string rules, string? dockerfile) => new(
        [
            .. rules.Split('\n').Where(line => line.Length > 0 && line[0] is 'x' or 'k').Select(line => (line[0] == 'x', AwkPattern.ToRegex(ByteText(line[1..])))),
        ],
        ByteText(CheckoutFile.Optional(dockerfile)));

    /// <summary>A text with a character for each of its bytes.</summary>
    public static string ByteText(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>Whether a path below the context is part of it; the last rule that matches decides.</summary>
    /// <param name="path">A character a byte.</param>
    public bool Keeps(string path)
    {
        var isOut = false;
        foreach (var (excludes, pattern) in rules)
        {
            if (excludes != isOut && pattern.IsMatch(path))
            {
                isOut = excludes;
            }
        }

        return !isOut || path == kept;
    }
}

using System.Text;
using System.Text.RegularExpressions;

namespace CoinPilot.Stack;

/// <summary>The rules of a .dockerignore file: the last rule that matches a path decides (docs.docker.com, "Build context").</summary>
/// <remarks>A hostile file costs no more than a long one: no rule is tried in more than one way, and their number and length are bounded.</remarks>
public sealed partial class DockerIgnore
{
    private const int MostRules = 1000;
    private const int LongestRule = 1000;

    // The host's awk may try every way to share out a name between the stars of one part of a path.
    private const int MostStarsOnHost = 3;
    private const int MostFolderStarsOnHost = 4;

    private readonly List<(string Written, string Text, Regex Pattern, bool Excludes)> rules = [];

    public static readonly DockerIgnore None = new();

    /// <summary>
    /// The rules as the agent reads them, a line each: x leaves out and k keeps what matches the extended
    /// regular expression after it. Throws <see cref="DeploymentException"/> (exit 2) for one that it could take too long over.
    /// </summary>
    public string ForHost => string.Concat(rules.Select(rule =>
        rule.Written.Split('/').Any(part => part != "**" && Stars().Count(part) > MostStarsOnHost) || FolderStars().Count(rule.Written) > MostFolderStarsOnHost
            ? throw Refused(rule.Written, $"it has more than {MostStarsOnHost} `*` in one name, or more than {MostFolderStarsOnHost} `**`", "write it with fewer stars")
            : $"{(rule.Excludes ? 'x' : 'k')}^{rule.Text}$\n"));

    /// <summary>The rules for a build context: Docker looks for a file of the Dockerfile's own first.</summary>
    /// <param name="dockerfile">The path of the Dockerfile, whether it is there or not.</param>
    /// <param name="textOf">A file's text; null when there is none.</param>
    public static DockerIgnore Of(string context, string dockerfile, Func<string, string?> textOf) =>
        (textOf(dockerfile + ".dockerignore") ?? textOf($"{context.TrimEnd('/')}/.dockerignore")) is { } text ? Parse(text) : None;

    public static DockerIgnore Parse(string text)
    {
        var ignore = new DockerIgnore();
        foreach (var raw in text.TrimStart('\uFEFF').Split('\n'))
        {
            var line = raw.Trim();
            if (line.Length == 0 || raw.StartsWith('#'))
            {
                continue;
            }

            var excludes = !line.StartsWith('!');
            var pattern = Clean(excludes ? line : line[1..].Trim());
            if (pattern.Length > 0)
            {
                if (ignore.rules.Count == MostRules || pattern.Length > LongestRule)
                {
                    throw Refused(pattern.Length > 60 ? pattern[..60] + "…" : pattern, $"a file has at most {MostRules} rules of {LongestRule} characters", "write fewer and shorter ones");
                }

                var expression = Translate(pattern);
                ignore.rules.Add((pattern, expression, Compile(pattern, expression), excludes));
            }
        }

        return ignore;
    }

    /// <summary>Whether a path relative to the context ('/' between its parts) is left out.</summary>
    public bool Excludes(string path)
    {
        var excluded = false;
        foreach (var (_, _, pattern, excludes) in rules)
        {
            if (excludes != excluded && pattern.IsMatch(path))
            {
                excluded = excludes;
            }
        }

        return excluded;
    }

    /// <summary>Whether neither a folder nor anything in it can be kept.</summary>
    public bool ExcludesAllBelow(string folder) => rules.TrueForAll(rule => rule.Excludes) && Excludes(folder);

    private static Regex Compile(string pattern, string expression)
    {
        try
        {
            return new($@"\A{expression}\z", RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.NonBacktracking);
        }
        catch (ArgumentException)
        {
            throw Refused(pattern, "its brackets are no set of characters, and Docker would not build with it", "correct the brackets, or write a backslash before them");
        }
    }

    private static DeploymentException Refused(string rule, string reason, string next) =>
        new($"The rule `{rule}` of .dockerignore can't be followed: {reason}. Next: {next}.", FailureKind.BadInput);

    private static string Clean(string pattern)
    {
        var parts = new List<string>();
        foreach (var part in pattern.Split('/'))
        {
            if (part == ".." && parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not ("" or "." or ".."))
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }

    // In the part of the language that awk has too. A rule that matches a folder also matches everything below it.
    private static string Translate(string pattern)
    {
        var regex = new StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '*' when i + 1 < pattern.Length && pattern[i + 1] == '*':
                    i++;
                    var slash = i + 1 < pattern.Length && pattern[i + 1] == '/';
                    i += slash ? 1 : 0;
                    regex.Append(slash ? "(.*/)?" : ".*");
                    break;
                case '*':
                    regex.Append("[^/]*");
                    break;
                case '?':
                    regex.Append("[^/]");
                    break;
                case '\\' when i + 1 < pattern.Length:
                    Literal(pattern[++i]);
                    break;
                case '[' when pattern.IndexOf(']', i + 1) is var end && end > i + 1:
                    var set = pattern[(i + 1)..end];
                    regex.Append('[').Append(set.StartsWith('^') ? "^" : "").Append(set.TrimStart('^').Replace("\\", "\\\\", StringComparison.Ordinal)).Append(']');
                    i = end;
                    break;
                default:
                    Literal(pattern[i]);
                    break;
            }
        }

        return regex.Append("(/.*)?").ToString();

        void Literal(char c) => _ = @"\^$.|?*+()[]{}".Contains(c, StringComparison.Ordinal) ? regex.Append('\\').Append(c) : regex.Append(c);
    }

    [GeneratedRegex(@"\*+")]
    private static partial Regex Stars();

    [GeneratedRegex(@"\*\*+")]
    private static partial Regex FolderStars();
}

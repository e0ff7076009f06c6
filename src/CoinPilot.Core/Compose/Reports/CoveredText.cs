using System.Text.RegularExpressions;
using CoinPilot.Compose.Lints;

namespace CoinPilot.Compose.Reports;

/// <summary>Lines of a Compose file with the values covered that look like secrets; a bare `${NAME}` is none.</summary>
public static partial class CoveredText
{
    private const string Cover = "…";

    public static string[] Of(string[] lines)
    {
        var covered = new string[lines.Length];
        var below = -1; // the indentation of a secret key whose value stands in the lines below it
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            var indentation = line.Length - line.TrimStart(' ').Length;
            if (below >= 0 && line.Trim().Length > 0 && indentation <= below)
            {
                below = -1;
            }

            covered[i] = below >= 0 && line.Trim().Length > 0 ? new string(' ', indentation) + Cover : Inside(Value(line, indentation, ref below));
        }

        return covered;
    }

    // What is a secret wherever it stands: a login in an address, the default of a secret variable.
    private static string Inside(string line) => Default().Replace(
        Login().Replace(line, $"${{scheme}}{Cover}@"),
        match => EnvLints.IsSecret(match.Groups["key"].Value) ? match.Groups["before"].Value + Cover + "}" : match.Value);

    private static string Value(string line, int indentation, ref int below)
    {
        foreach (Match match in Assignment().Matches(line))
        {
            var value = line[(match.Index + match.Length)..].Trim();
            if (!EnvLints.IsSecret(match.Groups["key"].Value) || Reference().IsMatch(value))
            {
                continue;
            }

            if (value.Length == 0 || value[0] is '|' or '>' or '#')
            {
                below = indentation;
                return line;
            }

            return line[..(match.Index + match.Length)] + Cover;
        }

        return line;
    }

    [GeneratedRegex(@"(?<!\$\{[A-Za-z0-9_]*)(?<key>[A-Za-z_][A-Za-z0-9_.-]*)([""']?\s*[:=]\s*|(?<=--[a-z-]+)[""',]*\s+[""']?)(?=\S|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Assignment();

    [GeneratedRegex(@"^[""']?\$\{[A-Za-z0-9_]+(:?\?[^}]*)?\}[""']?\s*(#.*|,.*|\}.*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();

    [GeneratedRegex(@"(?<before>\$\{(?<key>[A-Za-z0-9_]+):?-)[^}]+\}", RegexOptions.CultureInvariant)]
    private static partial Regex Default();

    [GeneratedRegex(@"(?<scheme>[a-z][a-z0-9+.-]*://)[^/@\s]+@", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Login();
}

using System.Text.RegularExpressions;
using CoinPilot.Compose.Pulls;

namespace CoinPilot.Agent.Staging;

/// <summary>What <c>docker pull</c> wrote.</summary>
internal static partial class PullOutput
{
    /// <summary>The image that it pulled, by its digest: the name may mean another one already. Null where it says none, or the reference has one itself.</summary>
    public static string? Pinned(string reference, string output)
    {
        return ImageReference.Parse(reference) is { Digest: null, Repository: var repository } && Digest().Match(output) is { Success: true } match
            ? $"{repository}@{match.Groups[1].Value}"
            : null;
    }

    /// <summary>Its last word; empty where it said nothing.</summary>
    public static string LastLine(string said) => said.Split('\n').LastOrDefault(line => line.Length > 0, "").Replace('\t', ' ');

    [GeneratedRegex("^Digest: (sha256:[0-9a-f]+)$", RegexOptions.Multiline)]
    private static partial Regex Digest();
}

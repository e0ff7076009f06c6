namespace CoinPilot.Agent.Observation;

/// <summary>A release's id as a client gives it: a word, and never a path.</summary>
internal static class ReleaseWord
{
    /// <summary>The id itself. Throws <see cref="VerbFailedException"/> (2) on anything else.</summary>
    public static string Require(string id) => id.Length > 0 && id[0] != '-' && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
        ? id
        : throw new VerbFailedException(FailureKind.BadInput, $"'release={id}' is not a valid argument", "give the id of a release, as History shows it");
}

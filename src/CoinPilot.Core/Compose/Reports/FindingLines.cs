using System.Collections.Immutable;

namespace CoinPilot.Compose.Reports;

/// <summary>A failure as text; findings with the line they are about.</summary>
public static class FindingLines
{
    /// <param name="textOf">The text of a file of the stack; null for one that is not known.</param>
    public static string Of(DeploymentException error, Func<string, string?> textOf)
    {
        if (error is not InvalidInputException invalid)
        {
            return error.Message;
        }

        return Of(invalid.Findings, textOf);
    }

    public static string Of(ImmutableArray<Diagnostic> findings, Func<string, string?> textOf)
    {
        // A line of an env file holds a secret.
        var secret = findings.Select(finding => finding.At?.File).OfType<string>()
            .Where(file => Path.GetFileName(file).Contains(".env", StringComparison.Ordinal) || Path.GetExtension(file) == ".env").ToHashSet();
        return FindingText.Of(findings, textOf, secret).TrimEnd();
    }
}

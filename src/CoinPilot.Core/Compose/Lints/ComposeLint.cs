namespace CoinPilot.Compose.Lints;

/// <summary>A finding of a lint, before it is known whether somebody allowed it.</summary>
internal sealed record LintFinding(SourceLocation At, string Message, string Fix, ComposeService? Service = null, Severity? Severity = null);

/// <summary>One lint: its rule, and what it finds in a project that Compose accepts.</summary>
internal sealed record ComposeLint(ComposeRule Rule, Func<ComposeProject, IEnumerable<LintFinding>> Find)
{
    public ComposeLint(string id, Severity severity, string summary, Func<ComposeProject, IEnumerable<LintFinding>> find)
        : this(new ComposeRule(id, severity, summary), find)
    {
    }
}

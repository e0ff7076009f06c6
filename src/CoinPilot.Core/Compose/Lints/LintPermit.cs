using System.Collections.Immutable;

namespace CoinPilot.Compose.Lints;

/// <summary>A rule that somebody allows: in a file, at a service, or for a run.</summary>
internal sealed record LintPermit(string Rule, string Reason, string? Service, string Place, SourceLocation? At)
{
    public bool IsUsed { get; set; }

    public bool Covers(ComposeRule rule, LintFinding finding) =>
        Rule == rule.Id && !string.IsNullOrWhiteSpace(Reason) && (Service is null || finding.Service?.Name == Service);

    public static ImmutableArray<LintPermit> Of(ComposeProject project, ImmutableDictionary<string, string>? run) =>
    [
        .. (run ?? ImmutableDictionary<string, string>.Empty).OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => new LintPermit(a.Key, a.Value, null, " by --allow", null)),
        .. project.Allowed.OrderBy(a => a.Key, StringComparer.Ordinal)
            .Select(a => new LintPermit(a.Key, a.Value, null, " for the file", new(project.ComposeFiles[0]))),
        .. project.Services.SelectMany(s => s.Allowed.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => new LintPermit(a.Key, a.Value, s.Name, $" at '{s.Name}'", s.Location))),
    ];
}

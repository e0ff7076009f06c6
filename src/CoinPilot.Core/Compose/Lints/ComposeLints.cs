using System.Collections.Immutable;
using CoinPilot.Compose.Pulls;

namespace CoinPilot.Compose.Lints;

/// <summary>What Compose accepts but an operator will regret, each allowed by `x-coinpilot: {allow: {rule: reason}}`.</summary>
public static class ComposeLints
{
    private static readonly ComposeRule UnknownAllowed = new("unknown-allowed-rule", Severity.Warning, "What is allowed is a lint, and a reason stands with it.");

    private static readonly ImmutableArray<ComposeLint> All =
    [
        new(PullGuard.Exposed, static p => PullGuard.Check(p).Select(d => new LintFinding(d.At!, d.Message, d.Fix!, p.Services.FirstOrDefault(s => s.Location == d.At)))),
        .. EnvLints.All,
        .. ImageLints.All,
        .. PortLints.All,
        .. ProjectLints.All,
        .. ServiceLints.All,
    ];

    internal static IEnumerable<ComposeRule> Rules => All.Select(l => l.Rule).Append(UnknownAllowed);

    /// <param name="project">A project without errors.</param>
    /// <param name="allowed">Rules that a profile allows, with the reason.</param>
    public static ImmutableArray<Diagnostic> Run(ComposeProject project, ImmutableDictionary<string, string>? allowed = null)
    {
        var everywhere = (allowed ?? ImmutableDictionary<string, string>.Empty).SetItems(project.Allowed);
        return
        [
            .. All.SelectMany(lint => lint.Find(project)
                .Where(f => !IsAllowed(lint.Rule.Id, everywhere) && !IsAllowed(lint.Rule.Id, f.Service?.Allowed))
                .Select(f => new Diagnostic(lint.Rule.Id, f.Severity ?? lint.Rule.Severity, f.Message, f.At, f.Fix))),
            .. Misspelt(project),
        ];
    }

    private static bool IsAllowed(string rule, ImmutableDictionary<string, string>? allowed) =>
        allowed?.TryGetValue(rule, out var reason) == true && !string.IsNullOrWhiteSpace(reason);

    private static IEnumerable<Diagnostic> Misspelt(ComposeProject project)
    {
        var rules = Rules.Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
        var places = project.Services.SelectMany(s => s.Allowed.Select(a => (Rule: a.Key, Reason: a.Value, At: s.Location)))
            .Concat(project.Allowed.Select(a => (Rule: a.Key, Reason: a.Value, At: new SourceLocation(project.ComposeFiles[0]))));
        foreach (var (rule, reason, at) in places)
        {
            if (!rules.Contains(rule))
            {
                yield return new(UnknownAllowed.Id, UnknownAllowed.Severity, $"'{rule}' is no lint that could be allowed", at, Suggestion.Fix(rule, rules, "remove it"));
            }
            else if (string.IsNullOrWhiteSpace(reason))
            {
                yield return new(UnknownAllowed.Id, UnknownAllowed.Severity, $"'{rule}' is allowed without a reason, so it still counts", at, $"write `{rule}: why`");
            }
        }
    }
}

using System.Collections.Immutable;
using CoinPilot.Compose.Pulls;
using CoinPilot.Planning;

namespace CoinPilot.Compose.Lints;

/// <summary>What Compose accepts but an operator will regret, each allowed by `x-coinpilot: {allow: {rule: reason}}`.</summary>
public static class ComposeLints
{
    private static readonly ComposeRule UnknownAllowed = new("unknown-allowed-rule", Severity.Warning, "What is allowed is a lint, and a reason stands with it.");

    private static readonly ComposeRule Idle = new("allowed-without-effect", Severity.Note, "What is allowed would be found otherwise.");

    private static readonly ImmutableArray<ComposeLint> All =
    [
        new(PullGuard.Exposed, static p => PullGuard.Check(p).Select(d => new LintFinding(d.At!, d.Message, d.Fix!, p.Services.FirstOrDefault(s => s.Location == d.At)))),
        .. EnvLints.All,
        ExtensionLints.Unknown,
        .. HealthLints.All,
        .. ImageLints.All,
        .. PortLints.All,
        .. ProbeLints.All,
        .. ProjectLints.All,
        .. ServiceLints.All,
        .. UpdateLints.All,
    ];

    internal static IEnumerable<ComposeRule> Rules => [.. All.Select(l => l.Rule), HealthLints.Budget(null).Rule, TravelLints.Outside, TravelLints.EnvTravels, ScriptLints.LineEnds, ScriptLints.Mode, UnknownAllowed, Idle];

    /// <param name="project">A project without errors.</param>
    /// <param name="allowed">Rules that a profile or the command line allows, with the reason.</param>
    /// <param name="gateTimeout">How long the gate waits, when the operator has said so.</param>
    /// <param name="files">The files around it; without them nothing is said about what travels.</param>
    public static ImmutableArray<Diagnostic> Run(
        ComposeProject project, ImmutableDictionary<string, string>? allowed = null, TimeSpan? gateTimeout = null, IComposeFiles? files = null)
    {
        var permits = LintPermit.Of(project, allowed);
        return [.. Run(project, [.. All, HealthLints.Budget(gateTimeout), .. files is null ? [] : TravelLints.All(files), .. files is null ? [] : ScriptLints.All(files)], permits), .. permits.SelectMany(Judge)];
    }

    /// <summary>What is refused although nobody asked for lints: files that would travel unseen, and what is said to us in vain, or can't be.</summary>
    public static ImmutableArray<Diagnostic> Refusals(ComposeProject project, IComposeFiles files, ImmutableDictionary<string, string>? allowed) =>
        Run(project, TravelLints.All(files).Where(lint => lint.Rule.Severity == Severity.Error).Append(ExtensionLints.Unknown).Concat(UpdateLints.All), LintPermit.Of(project, allowed));

    private static ImmutableArray<Diagnostic> Run(ComposeProject project, IEnumerable<ComposeLint> lints, ImmutableArray<LintPermit> permits)
    {
        var findings = ImmutableArray.CreateBuilder<Diagnostic>();
        foreach (var lint in lints)
        {
            foreach (var finding in lint.Find(project))
            {
                var silenced = false;
                foreach (var permit in permits.Where(p => p.Covers(lint.Rule, finding)))
                {
                    permit.IsUsed = silenced = true;
                }
                if (!silenced)
                {
                    findings.Add(new(lint.Rule.Id, finding.Severity ?? lint.Rule.Severity, finding.Message, finding.At, finding.Fix));
                }
            }
        }
        return findings.ToImmutable();
    }

    private static IEnumerable<Diagnostic> Judge(LintPermit permit)
    {
        // Not found in a file: what a host would say to the file's data.
        string[] rules = [.. Rules.Select(r => r.Id), DataChangeText.Rule];
        if (!rules.Contains(permit.Rule))
        {
            yield return new(UnknownAllowed.Id, UnknownAllowed.Severity, $"'{permit.Rule}' is no lint that could be allowed", permit.At, NearestName.Fix(permit.Rule, rules, "remove it"));
        }
        else if (string.IsNullOrWhiteSpace(permit.Reason))
        {
            yield return new(UnknownAllowed.Id, UnknownAllowed.Severity, $"'{permit.Rule}' is allowed without a reason, so it still counts", permit.At, $"write `{permit.Rule}: why`");
        }
        else if (!permit.IsUsed && permit.Rule != DataChangeText.Rule)
        {
            yield return new(Idle.Id, Idle.Severity, $"'{permit.Rule}' is allowed{permit.Place}, where it finds nothing", permit.At, "remove it");
        }
    }
}

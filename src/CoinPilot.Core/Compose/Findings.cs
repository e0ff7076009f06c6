using System.Collections.Immutable;
using CoinPilot.Compose.Variables;
using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose;

/// <summary>What has been found so far; the same thing at the same place is said once.</summary>
internal sealed class Findings
{
    /// <summary>Nobody reads more; the verdict stands after the first error.</summary>
    private const int Limit = 500;
    private const int Candidates = 1000;

    private readonly List<Diagnostic> all = [];
    private readonly HashSet<(string, string, SourceLocation?)> seen = [];

    private readonly List<KeyValuePair<string, string>> hidden = [];

    private readonly List<EnvSlip> slips = [];

    public bool HasErrors { get; private set; }

    /// <summary>What env files say otherwise than it looks; a file that several services read is said once.</summary>
    public ImmutableArray<EnvSlip> EnvSlips => [.. slips.Distinct()];

    /// <summary>What hides the values of every env file that was read.</summary>
    public ValueMask Mask => new(hidden);

    public void Slip(EnvSlip slip)
    {
        if (slips.Count < Limit)
        {
            slips.Add(slip);
        }
    }

    public void Hide(IEnumerable<KeyValuePair<string, string>> values) => hidden.AddRange(values);

    /// <summary>"did you mean X?" for a name that is none, or the given text; nothing is sought once nobody hears of it.</summary>
    public string Near(string name, IEnumerable<string> candidates, string otherwise) =>
        all.Count >= Limit ? otherwise : NearestName.Fix(name, candidates.Take(Candidates), otherwise);

    public int ErrorCount { get; private set; }

    public void Report(ComposeRule rule, Mark at, string message, string? fix = null) =>
        Report(rule, at.ToLocation(), message, fix);

    public void Report(ComposeRule rule, SourceLocation at, string message, string? fix = null)
    {
        if (rule.Severity == Severity.Error)
        {
            HasErrors = true;
            ErrorCount++;
        }
        if (all.Count < Limit && seen.Add((rule.Id, message, at)))
        {
            all.Add(new(rule.Id, rule.Severity, message, at, fix));
        }
    }

    /// <summary>In the order of the file, errors of one place before warnings.</summary>
    public ImmutableArray<Diagnostic> ToArray() =>
        [.. all.OrderBy(d => d.At?.File, StringComparer.Ordinal).ThenBy(d => d.At?.Line).ThenBy(d => d.At?.Column)];
}

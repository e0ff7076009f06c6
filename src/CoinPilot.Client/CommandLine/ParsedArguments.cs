using System.Collections.Immutable;

namespace CoinPilot.CommandLine;

/// <summary>What the command line asks for, and everything that is wrong with it.</summary>
public sealed record ParsedArguments(
    ImmutableArray<string> Targets,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Values,
    bool WantsHelp,
    bool WantsVersion,
    ImmutableArray<Diagnostic> Findings)
{
    public ImmutableArray<string> Profiles => Values.TryGetValue("Profile", out var named) ? [.. named] : [];
}

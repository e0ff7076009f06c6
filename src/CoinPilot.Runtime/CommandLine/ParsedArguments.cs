using System.Collections.Immutable;

namespace CoinPilot.CommandLine;

/// <summary>What the command line asks for, and everything that is wrong with it.</summary>
public sealed record ParsedArguments(
    ImmutableArray<string> Targets,
    ImmutableDictionary<string, ImmutableArray<string>> Values,
    bool WantsHelp,
    bool WantsVersion,
    ImmutableArray<Diagnostic> Findings)
{
    public ImmutableArray<string> Profiles => Values.GetValueOrDefault("Profile", []);
}

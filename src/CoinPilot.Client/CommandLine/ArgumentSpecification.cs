using System.Collections.Immutable;

namespace CoinPilot.CommandLine;

/// <summary>All that the command line may hold: the targets, our parameters and the engine's.</summary>
public sealed record ArgumentSpecification(ImmutableArray<string> Targets, ImmutableArray<ParameterSpecification> Parameters)
{
    /// <summary>The engine's own parameters that are let through, the same on both engines.</summary>
    public static ImmutableArray<ParameterSpecification> BuiltIns { get; } =
    [
        new("Help", ValueKind.Flag) { IsAllowedInFile = false, IsAllowedInEnvironment = false },
        new("NoLogo", ValueKind.Flag) { IsAllowedInEnvironment = false },
        new("Verbosity", ValueKind.Choice) { Choices = ["Verbose", "Normal", "Minimal", "Quiet"] },
        new("Profile") { IsList = true, IsAllowedInFile = false },
        new("Skip", ValueKind.TargetName) { IsList = true, Separator = '+', IsAllowedInFile = false, IsAllowedInEnvironment = false },
        new("Target", ValueKind.TargetName) { IsList = true, Separator = '+', IsAllowedInFile = false, IsAllowedInEnvironment = false },
    ];

    /// <summary>The engine's own parameters that are refused, and why.</summary>
    public static IReadOnlyDictionary<string, string> Refused { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["Continue"] = "after a run that was rolled back it would skip its phases and end green; run the target again, it goes on from what the host has",
        ["Host"] = "the build host is detected; a deployment's host is --ssh-host",
        ["Root"] = "the root is the checkout that build.sh lies in",
        ["Partition"] = "this build has one part",
        ["Plan"] = "it needs a browser; --help shows the targets with their dependencies",
    };

    public IEnumerable<ParameterSpecification> All => [.. Parameters, .. BuiltIns];

    public ParameterSpecification? Find(string name) => All.FirstOrDefault(x => x.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    public string? FindTarget(string name)
    {
        var plain = name.Replace("-", "", StringComparison.Ordinal);
        return Targets.FirstOrDefault(x => x.Equals(plain, StringComparison.OrdinalIgnoreCase));
    }
}

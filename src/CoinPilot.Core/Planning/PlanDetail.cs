using System.Collections.Immutable;
using CoinPilot.Hosts;

namespace CoinPilot.Planning;

/// <summary>What a deployment does to the stack, foreseen from what the host's own Compose makes of the release.</summary>
/// <param name="Services">In the Compose file's order; then what is removed.</param>
/// <param name="Drift">What is not as the current release has it.</param>
/// <param name="Files">Unit and Compose files that differ.</param>
/// <param name="Gate">The gate's budget and where it comes from.</param>
/// <param name="Covered">What a way back restores.</param>
/// <param name="NotCovered">What it does not.</param>
public sealed record PlanDetail(
    ImmutableArray<ServiceChange> Services,
    ImmutableArray<ImageWork> Images,
    ImmutableArray<string> Drift,
    ImmutableArray<ChangedFile> Files,
    string Gate,
    ImmutableArray<string> Covered,
    ImmutableArray<string> NotCovered)
{
    /// <summary>The files' differences, once somebody has made them.</summary>
    public ImmutableArray<FileDiff> Diffs { get; init; } = [];

    /// <summary>What becomes of the data that services have.</summary>
    public ImmutableArray<DataChange> Data { get; init; } = [];
}

using System.Collections.Immutable;
using CoinPilot.Planning;

namespace CoinPilot.Hosts;

/// <summary>Services that are not started without their data, in the operator's words (D095).</summary>
public static class HeldBackText
{
    public static string Of(ImmutableArray<LackingData> lacking) =>
        $"not started, because the data that was confirmed is not there: {string.Join(", ", lacking.Select(one => one.Service).Distinct())}: {string.Join("; ", lacking)}";

    /// <param name="app">As it is asked on the host.</param>
    public static string Fix(ImmutableArray<LackingData> lacking, string app) =>
        "bring it back (mount the disk, or the volume with a backup in it): the unit tries again by itself; or to begin without it: "
        + $"{Commands.ForHost("restore", app)} {string.Join(' ', lacking.Select(one => $"{DataChangeText.Option} {one.Source}").Distinct())}";
}

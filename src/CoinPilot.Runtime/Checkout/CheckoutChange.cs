using System.Collections.Immutable;
using CoinPilot.Hosts;

namespace CoinPilot.Checkout;

/// <summary>A path of a checkout that is not what a release was made from.</summary>
/// <param name="Use">What the release uses it for, in <c>CheckoutFile</c>'s word.</param>
public sealed record CheckoutChange(string Use, string Path, bool IsGone)
{
    /// <summary>What the host said: same, differs or gone, then use and path, for each that the release refers to.</summary>
    public static ImmutableArray<CheckoutChange> Read(HostFacts facts) =>
    [
        .. facts.All("since").Select(line => line.Split(' ', 3)).Where(parts => parts.Length == 3 && parts[0] != "same")
            .Select(parts => new CheckoutChange(parts[1], parts[2], parts[0] == "gone")),
    ];

    public override string ToString() => IsGone ? $"{Path} (gone)" : Path;
}

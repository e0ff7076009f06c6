using System.Diagnostics.CodeAnalysis;
using CoinPilot.Hosts;

namespace CoinPilot.Agent.Watching;

/// <summary>Whether two looks at a container saw the same, its ports too.</summary>
internal sealed class ContainerComparer : IEqualityComparer<ContainerState>
{
    public static readonly ContainerComparer Instance = new();

    public bool Equals(ContainerState? x, ContainerState? y) =>
        x is null || y is null ? x is null && y is null : x.Ports.SequenceEqual(y.Ports) && (x with { Ports = [] }) == (y with { Ports = [] });

    public int GetHashCode([DisallowNull] ContainerState obj) => obj.Id.GetHashCode(StringComparison.Ordinal);
}

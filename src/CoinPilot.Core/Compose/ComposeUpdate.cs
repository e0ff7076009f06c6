using System.Collections.Immutable;

namespace CoinPilot.Compose;

/// <summary>What `x-coinpilot` at a service says of how it is replaced: `update`, `single`, `shared-volumes`.</summary>
/// <param name="StartFirst">The new container serves before the old one is stopped, where that is possible (D103).</param>
/// <param name="IsSingle">Two of it must never run.</param>
/// <param name="SharesVolumes">What it writes to, two of it may write to.</param>
public sealed record ComposeUpdate(bool StartFirst = false, bool IsSingle = false, bool SharesVolumes = false)
{
    public static readonly ComposeUpdate Default = new();

    /// <summary>Where `update` and `single` stand.</summary>
    public SourceLocation? At { get; init; }

    /// <inheritdoc cref="At"/>
    public SourceLocation? SingleAt { get; init; }

    /// <summary>Keys of the service that Compose gives a container alone, and where; only where any of this is said.</summary>
    public ImmutableDictionary<string, SourceLocation> Keys { get; init; } = ImmutableDictionary<string, SourceLocation>.Empty;
}

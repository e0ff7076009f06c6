using System.Collections.Immutable;

namespace CoinPilot.Hosts;

/// <summary>The unit as <c>systemctl show</c> describes it.</summary>
public sealed record UnitState(
    string LoadState, string ActiveState, string SubState, string Result, string UnitFileState, int NRestarts, bool NeedDaemonReload)
{
    /// <summary>Paths of the drop-ins that change it.</summary>
    public ImmutableArray<string> DropIns { get; init; } = [];

    public bool IsEnabled => UnitFileState.StartsWith("enabled", StringComparison.Ordinal);
}

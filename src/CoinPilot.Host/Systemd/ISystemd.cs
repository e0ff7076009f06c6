using System.Collections.Immutable;

namespace CoinPilot.Agent.Systemd;

/// <summary>The service manager of the host (systemctl(1), journalctl(1)). Every call is bounded.</summary>
public interface ISystemd
{
    /// <summary>The version, as <c>systemctl --version</c> says it; 0 where systemd is not.</summary>
    Task<int> VersionAsync(CancellationToken ct);

    /// <summary>Properties of units, in the order of the units; times in UTC.</summary>
    Task<ImmutableArray<UnitProperties>> ShowAsync(ImmutableArray<string> units, ImmutableArray<string> properties, CancellationToken ct);

    /// <summary>Whether a boot starts the unit.</summary>
    Task<bool> IsEnabledAsync(string unit, CancellationToken ct);

    /// <summary>The newest lines of a unit's journal, oldest first.</summary>
    Task<ImmutableArray<string>> JournalAsync(JournalQuery query, CancellationToken ct);
}

/// <summary>The values that one unit has.</summary>
public sealed record UnitProperties(ILookup<string, string> Values)
{
    /// <summary>The last value of a property; empty for one that was not said.</summary>
    public string this[string name] => Values[name].LastOrDefault() ?? "";
}

/// <param name="Invocation">Of one run of the unit; null for all.</param>
/// <param name="Since">Not before that; null for all.</param>
/// <param name="Lines">The most of them; null for all.</param>
/// <param name="WithTime">Each line with its time and its source, else the message alone.</param>
public sealed record JournalQuery(string Unit, string? Invocation = null, DateTimeOffset? Since = null, int? Lines = null, bool WithTime = false);

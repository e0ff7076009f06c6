using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Agent.Processes;

namespace CoinPilot.Agent.Systemd;

/// <summary>The service manager of the host (org.freedesktop.systemd1(5), systemctl(1), journalctl(1)). Every call is bounded.</summary>
public interface ISystemd
{
    /// <summary>The version, as <c>systemctl --version</c> says it; 0 where systemd is not.</summary>
    Task<int> VersionAsync(CancellationToken ct);

    /// <summary>Properties of units, in the order of the units: names, states, numbers, lists of names, times in microseconds since 1970. Throws <see cref="SystemdRefusedException"/>.</summary>
    Task<ImmutableArray<UnitProperties>> ShowAsync(ImmutableArray<string> units, ImmutableArray<string> properties, CancellationToken ct);

    /// <summary>Properties of a unit of any type, as <c>systemctl show</c> prints them.</summary>
    Task<UnitProperties> ShowTextAsync(string unit, ImmutableArray<string> properties, CancellationToken ct);

    /// <summary>Whether a boot starts the unit.</summary>
    Task<bool> IsEnabledAsync(string unit, CancellationToken ct);

    /// <summary>enabled, disabled, static, masked, … as <c>systemctl is-enabled</c> says it; empty for a unit that is not there.</summary>
    Task<string> EnabledStateAsync(string unit, CancellationToken ct);

    /// <summary>A unit's commands as systemd has read them.</summary>
    /// <param name="key"><c>ExecStart</c>, or another of its kind.</param>
    Task<ImmutableArray<UnitCommand>> CommandsAsync(string unit, string key, CancellationToken ct);

    /// <summary>Runs a program as a unit of its own, to its end or to the bound, and says what it wrote.</summary>
    /// <param name="properties">As in a unit file's [Service].</param>
    Task<CommandOutput> RunPipedAsync(ImmutableArray<string> properties, ImmutableArray<string> command, TimeSpan bound, CancellationToken ct);

    /// <summary>A boot starts the unit from now on; systemd reads nothing anew. Throws <see cref="SystemdRefusedException"/>.</summary>
    Task EnableAsync(string unit, CancellationToken ct);

    /// <summary>No boot starts the unit any more; one that is not there stays so.</summary>
    Task DisableAsync(string unit, CancellationToken ct);

    /// <summary>All unit files and drop-ins are read anew. Throws <see cref="SystemdRefusedException"/>.</summary>
    Task DaemonReloadAsync(CancellationToken ct);

    /// <summary>Starts, stops or reloads a unit and waits for its end; the exit code, 124 when the bound has passed.</summary>
    Task<int> RunJobAsync(UnitJob job, string unit, TimeSpan bound, CancellationToken ct);

    /// <summary>Asks for a stop and does not wait for it.</summary>
    Task StopSoonAsync(string unit, CancellationToken ct);

    /// <summary>A signal to the unit's processes, or only to the one that its job runs now.</summary>
    Task SignalAsync(string unit, UnitSignal signal, bool onlyControl, CancellationToken ct);

    /// <summary>Failures that were counted are forgotten.</summary>
    Task ResetFailedAsync(string unit, CancellationToken ct);

    /// <summary>Runs a program as a unit of its own (systemd-run(1)), for whose end nobody waits; null once it has begun, else why it has not.</summary>
    Task<string?> RunTransientAsync(TransientUnit unit, CancellationToken ct);

    /// <summary>Whether systemd knows a transient unit of that name, run or failed.</summary>
    bool IsTransient(string unit);

    /// <summary>The names of the variables that every unit gets.</summary>
    Task<ImmutableArray<string>> EnvironmentNamesAsync(CancellationToken ct);

    /// <summary>What <c>systemd-analyze verify</c> says of unit files.</summary>
    Task<ImmutableArray<string>> VerifyAsync(ImmutableArray<string> files, CancellationToken ct);

    /// <summary>The newest lines of a unit's journal, oldest first.</summary>
    Task<ImmutableArray<string>> JournalAsync(JournalQuery query, CancellationToken ct);
}

/// <summary>A command of a unit, its words as they are when it runs but for variables.</summary>
/// <param name="FailureIgnored">The unit goes on when it fails.</param>
public sealed record UnitCommand(bool FailureIgnored, ImmutableArray<string> Words)
{
    /// <summary>When it last began; null where it has not, or a daemon-reload made systemd forget it.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Its exit code, or the signal that ended it.</summary>
    public int Status { get; init; }
}

public enum UnitJob
{
    Start,
    Stop,
    Reload,
}

/// <summary>Signals by their numbers (signal(7)).</summary>
public enum UnitSignal
{
    Kill = 9,
    Terminate = 15,
}

/// <summary>A unit that lasts as long as the host runs, made for one program.</summary>
/// <param name="Name">With its suffix.</param>
/// <param name="Command">A path, and its words.</param>
/// <param name="Properties">As in a unit file's [Service]; those that <see cref="TransientCall"/> knows.</param>
public sealed record TransientUnit(string Name, ImmutableArray<string> Command, ImmutableArray<string> Properties)
{
    public string? Description { get; init; }

    /// <summary>A timer starts it after so long; null for at once.</summary>
    public TimeSpan? After { get; init; }

    /// <summary>Only asked for; else it has begun by the time that the call returns.</summary>
    public bool IsQueued { get; init; }
}

/// <summary>systemd refuses, or does not answer.</summary>
public sealed class SystemdRefusedException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Of the error that it answered with; null when it did not answer.</summary>
    public string? Name { get; init; }
}

/// <summary>The values that one unit has.</summary>
public sealed record UnitProperties(ILookup<string, string> Values)
{
    /// <summary>The last value of a property; empty for one that was not said.</summary>
    public string this[string name] => Values[name].LastOrDefault() ?? "";

    /// <summary>A timestamp, which systemd counts in microseconds since 1970; null for never.</summary>
    public DateTimeOffset? Time(string name) =>
        long.TryParse(this[name], NumberStyles.None, CultureInfo.InvariantCulture, out var time) && time > 0 ? DateTimeOffset.UnixEpoch.AddMicroseconds(time) : null;
}

/// <param name="Invocation">Of one run of the unit; null for all.</param>
/// <param name="Since">Not before that; null for all.</param>
/// <param name="Lines">The most of them; null for all.</param>
/// <param name="WithTime">Each line with its time and its source, else the message alone.</param>
public sealed record JournalQuery(string Unit, string? Invocation = null, DateTimeOffset? Since = null, int? Lines = null, bool WithTime = false);

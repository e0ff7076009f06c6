using System.Collections.Immutable;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Processes;
using CoinPilot.Agent.Serving;
using CoinPilot.Agent.Systemd;

namespace CoinPilot.Agent.Rehearsing;

/// <summary>The unit that is rehearsed, with what is around it.</summary>
/// <param name="Current">The release that the unit names, or <c>foreign</c>.</param>
/// <param name="Engine">What the Docker Engine says of itself; null when it does not answer.</param>
internal sealed record RehearsedStack(
    HostParts Host, VerbContext Context, AppPlaces Places, RehearsalReport Report, string Current, UnitProperties Unit, ComposePlugin Plugin, EngineInfo? Engine)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(120);

    // What decides what a command of the unit sees.
    private static readonly ImmutableArray<string> Surroundings =
    [
        "WorkingDirectory", "User", "Group", "SupplementaryGroups", "UMask", "RootDirectory", "ProtectSystem", "ProtectHome", "PrivateTmp", "PrivateNetwork",
        "PrivateDevices", "ReadOnlyPaths", "InaccessiblePaths", "PassEnvironment", "UnsetEnvironment", "Environment",
    ];

    /// <summary>Everything that is asked of systemd about the unit.</summary>
    public static readonly ImmutableArray<string> Properties =
    [
        .. Surroundings, "EnvironmentFiles", "LoadState", "LoadError", "WantedBy", "NeedDaemonReload", "Wants", "Requires", "BindsTo", "Requisite",
    ];

    /// <summary>Its own first line takes away what a power cut left half made.</summary>
    public bool Sweeps { get; set; }

    public string Folder => Unit["WorkingDirectory"];

    /// <summary>Runs words in the unit's own surroundings, as a unit of its own.</summary>
    public Task<CommandOutput> RunAsTheUnitAsync(ImmutableArray<string> words, CancellationToken ct) =>
        Host.Systemd.RunPipedAsync([.. Surroundings.Select(PropertyOf).OfType<string>(), .. Unit.Values["EnvironmentFiles"].Select(EnvironmentFileOf).OfType<string>()], words, Bound, ct);

    // A folder that may be missing is shown with a ! and written with a -.
    private string? PropertyOf(string name) => Unit[name] switch
    {
        "" or "[not set]" or "no" => null,
        ['!', .. var rest] => $"{name}=-{rest}",
        var value => $"{name}={value}",
    };

    // path (ignore_errors=no)
    private static string? EnvironmentFileOf(string value) =>
        value.EndsWith(" (ignore_errors=yes)", StringComparison.Ordinal) ? $"EnvironmentFile=-{value[..^" (ignore_errors=yes)".Length]}"
        : value.EndsWith(" (ignore_errors=no)", StringComparison.Ordinal) ? $"EnvironmentFile={value[..^" (ignore_errors=no)".Length]}"
        : null;
}

using System.Collections.Immutable;
using CoinPilot.Releases;

namespace CoinPilot.Systemd;

/// <summary>Everything that the units of one stack are rendered from.</summary>
public sealed partial record StackUnit
{
    public required string App { get; init; }

    /// <summary>The unit's full name, as in <c>coinpilot-compose.service</c>.</summary>
    public required string UnitName { get; init; }

    /// <summary>The release that this is the unit of; null in a unit for installation by hand.</summary>
    public string? ReleaseId { get; init; }

    public required string ProjectName { get; init; }

    public required ImmutableArray<string> ComposeFiles { get; init; }

    public required string ProjectDirectory { get; init; }

    public required string EnvFile { get; init; }

    /// <summary>The variables that its Compose files use: their values come from the env file alone.</summary>
    public ImmutableArray<string> Variables { get; init; } = [];

    /// <summary>Absolute paths of the host that its containers mount: what is mounted there comes first.</summary>
    public ImmutableArray<string> Mounts { get; init; } = [];

    /// <summary>The last Compose file, into which the agent writes which tasks are done; null where the stack has none (D096).</summary>
    public string? TasksFile { get; init; }

    public string DockerPath { get; init; } = "/usr/bin/docker";

    public StartPolicy Policy { get; init; } = StartPolicy.Guarded;

    /// <summary>How long a start may take, derived from the healthchecks: <c>start</c> and <c>up</c> wait for dependencies.</summary>
    public required TimeSpan StartBound { get; init; }

    public TimeSpan PullTimeout { get; init; } = TimeSpan.FromSeconds(300);

    public TimeSpan BuildTimeout { get; init; } = TimeSpan.FromSeconds(900);

    /// <summary>How long stopping may take: what depends on a service is stopped before it, so the periods of a chain add up.</summary>
    public TimeSpan LongestStopGracePeriod { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Where the commands run; the project directory unless said otherwise.</summary>
    public string WorkingDirectory
    {
        get => field ?? ProjectDirectory;
        init;
    }

    /// <summary>The folder that holds releases and <c>pending</c> on the host.</summary>
    public string BaseDirectory
    {
        get => field ?? HostLayout.BaseOf(App);
        init;
    }

    /// <summary>Only a deployment brings the agent to the host.</summary>
    public bool HasAgent => ReleaseId is not null;

    /// <summary>The name of the unit that reverts a pending release at boot.</summary>
    public string GuardName => $"{App}-guard.service";

    /// <summary>The name of the unit that judges what a boot brought.</summary>
    public string BootName => $"{App}-boot.service";
}

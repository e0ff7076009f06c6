using System.Collections.Immutable;

namespace CoinPilot.Hosts;

/// <summary>One container of the stack as <c>docker inspect</c> describes it.</summary>
/// <param name="Reference">The name it was created from.</param>
/// <param name="ConfigHash">What Compose compares to decide whether to make it anew.</param>
/// <param name="IsOneOff">Made by <c>docker compose run</c>: somebody's errand, not the service.</param>
/// <param name="Status">created, running, restarting, paused, exited or dead.</param>
/// <param name="Image">The image id it runs, not a name.</param>
/// <param name="Health">starting, healthy, unhealthy; empty without a healthcheck.</param>
public sealed record ContainerState(
    string Id,
    string Name,
    string Service,
    string Image,
    string Status,
    int ExitCode,
    string Error,
    DateTimeOffset StartedAt,
    int RestartCount,
    string RestartPolicy,
    string Health,
    string Reference = "",
    bool IsOneOff = false,
    string ConfigHash = "")
{
    /// <summary>Published ports, as <c>address:port->port/protocol</c>.</summary>
    public ImmutableArray<string> Ports { get; init; } = [];

    /// <summary>How long it gets to stop: its own stop_grace_period; below 0, for ever.</summary>
    public int StopTimeout { get; init; } = 10;

    /// <summary>When it ended last; null for one that runs, or was never started.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>It ended because the engine went away, whatever its exit code.</summary>
    public bool EndedWithEngine { get; init; }

    /// <summary>It ended because somebody asked Docker to stop or kill it.</summary>
    public bool StoppedByHand { get; init; }

    /// <summary>It ended by itself, it ended well, and nothing restarts it.</summary>
    public bool EndedWell =>
        Status == "exited" && ExitCode == 0 && (RestartPolicy is "" or "no" or "on-failure") && !EndedWithEngine && !StoppedByHand;
}

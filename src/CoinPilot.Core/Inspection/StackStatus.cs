using System.Collections.Immutable;
using CoinPilot.Hosts;

namespace CoinPilot.Inspection;

/// <summary>How a stack stands on its host at one look: a value that is shown as a table or as JSON.</summary>
public sealed record StackStatus
{
    public required string App { get; init; }

    /// <summary>How the host was reached.</summary>
    public required string Host { get; init; }

    /// <summary>What the host calls itself.</summary>
    public required string Hostname { get; init; }

    /// <summary>The host's clock.</summary>
    public required DateTimeOffset At { get; init; }

    public required HostTools Tools { get; init; }

    public required UnitStatus Unit { get; init; }

    /// <summary>Null: nothing is deployed, or by other means.</summary>
    public required ReleaseStatus? Release { get; init; }

    /// <summary>After a rollback: a boot starts exactly the release's images.</summary>
    public required bool OnHold { get; init; }

    public required PendingStatus? Pending { get; init; }

    /// <summary>Null where nobody stages a release.</summary>
    public StageAtWork? Staging { get; init; }

    /// <summary>Null in samples of before.</summary>
    public DeploymentRoom? Room { get; init; }

    /// <summary>Null where nobody is to be told what happens.</summary>
    public NotifyState? Notify { get; init; }

    /// <summary>The lines of the unit's last start whose failure is ignored; empty when there was none since the release was confirmed.</summary>
    public required ImmutableArray<StartLine> StartLines { get; init; }

    public required ImmutableArray<ServiceStatus> Services { get; init; }

    /// <summary>The confirmed releases that a rollback can go to, newest first.</summary>
    public required ImmutableArray<WayBack> WaysBack { get; init; }

    public required ImmutableArray<StatusFinding> Findings { get; init; }

    /// <summary>The last lines of the unit's journal, when something in its start failed.</summary>
    public required string Journal { get; init; }

    /// <summary>Anything is off: <c>Status</c> ends with 11.</summary>
    public bool IsDegraded => Findings.Any(finding => finding.IsOff);
}

/// <summary>The versions that matter for a start.</summary>
public sealed record HostTools(int Systemd, string Docker, string Compose);

/// <summary>The unit as systemd has it.</summary>
public sealed record UnitStatus(
    string Name, string ActiveState, string SubState, string Result, bool Enabled, int Restarts, bool NeedsDaemonReload);

/// <summary>The release that the installed unit names.</summary>
public sealed record ReleaseStatus(
    string Id, string By, DateTimeOffset MadeAt, DateTimeOffset? ConfirmedAt, string? Commit, bool Dirty, string StartPolicy);

/// <summary>A switch that nobody has confirmed yet.</summary>
public sealed record PendingStatus(string Release, string Before, string Phase, DateTimeOffset Until)
{
    /// <summary>When the switch began; null where that is not noted.</summary>
    public DateTimeOffset? Since { get; init; }

    public string? By { get; init; }

    /// <summary>The machine that it is deployed from.</summary>
    public string? From { get; init; }
}

/// <summary>One line of a start whose failure systemd ignores.</summary>
/// <param name="What">sweep, start, tasks, pull, build or supply.</param>
/// <param name="ExitCode">124 is a line that was ended because it hung.</param>
public sealed record StartLine(string What, int ExitCode, DateTimeOffset At)
{
    public bool Failed => ExitCode != 0;
}

/// <summary>One container of a service, or the service's absence.</summary>
/// <param name="State">running, done, exited, … or absent.</param>
/// <param name="Health">healthy, starting, unhealthy; empty without a healthcheck.</param>
/// <param name="Since">Since when it runs; null when it doesn't.</param>
/// <param name="Ports">Published ports: <c>127.0.0.1:8080->80/tcp</c>; a <c>*</c> stands for every address of the host.</param>
public sealed record ServiceStatus(
    string Name,
    string Container,
    string State,
    string Health,
    DateTimeOffset? Since,
    int Restarts,
    ImmutableArray<string> Ports,
    string Gate,
    string Image,
    string ImageId);

/// <summary>A release that a rollback can go to.</summary>
/// <param name="IsNext">The one that <c>Rollback</c> without <c>--release</c> takes.</param>
/// <param name="MissingImages">Services whose image is no longer on the host: going there would need a pull or a build.</param>
public sealed record WayBack(string Release, bool IsNext, ImmutableArray<string> MissingImages);

/// <summary>Something to know, or something that is off.</summary>
/// <param name="Code">A stable word for programs.</param>
/// <param name="Next">What to do about it.</param>
public sealed record StatusFinding(string Code, bool IsOff, string Text, string? Next = null);

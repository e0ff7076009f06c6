using System.Collections.Immutable;
using CoinPilot.Releases;
using CoinPilot.Runs;
using CoinPilot.Stack;
using CoinPilot.Systemd;

namespace CoinPilot.Options;

/// <summary>What one run was asked to do, checked and parsed.</summary>
public sealed record DeploymentOptions
{
    public required AppName App { get; init; }

    public required string UnitName { get; init; }

    /// <summary>Absolute paths on this machine.</summary>
    public required ImmutableArray<string> ComposeFiles { get; init; }

    /// <summary>Absolute path of the folder on the host that the stack lies in; null when it lies here.</summary>
    public string? HostDirectory { get; init; }

    /// <summary>The Compose files in that folder: as the local ones lie to the first of them.</summary>
    public ImmutableArray<string> HostComposeFiles { get; init; } = [];

    /// <summary>Absolute path of an env file that the release ships; null when the host owns it.</summary>
    public string? EnvFile { get; init; }

    public StartPolicy StartPolicy { get; init; } = StartPolicy.Guarded;

    public TimeSpan PullTimeout { get; init; } = TimeSpan.FromSeconds(300);

    public TimeSpan BuildTimeout { get; init; } = TimeSpan.FromSeconds(900);

    public TimeSpan StableFor { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Null: derived from the healthchecks.</summary>
    public TimeSpan? GateTimeout { get; init; }

    /// <summary>Null: derived from the bounds.</summary>
    public TimeSpan? ConfirmWithin { get; init; }

    /// <summary>While somebody else's switch is pending.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>How long a host may take from a reboot until everything is up again.</summary>
    public TimeSpan RebootTimeout { get; init; } = TimeSpan.FromSeconds(600);

    public string? Release { get; init; }

    public bool Force { get; init; }

    /// <summary>Volumes and folders that services may begin empty on: what nobody names is refused (D093).</summary>
    public ImmutableArray<string> AcceptedData { get; init; } = [];

    /// <summary>Absolute path that a plan is saved to; null for nowhere.</summary>
    public string? PlanOut { get; init; }

    /// <summary>Absolute path of a saved plan that is to be applied; null for a new one.</summary>
    public string? PlanFile { get; init; }

    /// <summary>Our own rules speak too, not only Compose's.</summary>
    public bool Lints { get; init; } = true;

    /// <summary>Lints that this run or its profile allows, with the reason.</summary>
    public ImmutableDictionary<string, string> Allowed { get; init; } = ImmutableDictionary<string, string>.Empty;

    public FindingsFormat FindingsFormat { get; init; }

    /// <summary>Absolute path of a file for the findings; null: they are printed.</summary>
    public string? FindingsFile { get; init; }

    /// <summary>What the host's notify.json is to be; null: whatever it is.</summary>
    public ReadOnlyMemory<byte>? NotifyFile { get; init; }

    /// <summary>The checkout, to which the paths in reports are relative.</summary>
    public string Root { get; init; } = "";

    /// <summary>Absolute path of a list of Compose files to judge; null for the stack's own.</summary>
    public string? ComposeList { get; init; }

    /// <summary>Whose logs are wanted; none means everybody's.</summary>
    public ImmutableArray<string> Services { get; init; } = [];

    /// <summary>How far back logs are wanted.</summary>
    public TimeSpan? Since { get; init; }

    /// <summary>How many lines a service, or entries of the history.</summary>
    public int? Tail { get; init; }

    public bool Follow { get; init; }

    /// <summary>Where `RenderUnit` writes.</summary>
    public required string ArtifactsFolder { get; init; }

    /// <summary>For packed objects; may be emptied at any time.</summary>
    public required string TemporaryFolder { get; init; }

    public string By { get; init; } = "unknown";

    public string From { get; init; } = "unknown";
}

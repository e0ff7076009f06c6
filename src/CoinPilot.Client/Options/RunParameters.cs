using System.Collections.Immutable;
using CoinPilot.Runs;
using CoinPilot.Stack;

namespace CoinPilot.Options;

/// <summary>The operator's parameters as given; their texts are read where they are used.</summary>
public sealed record RunParameters
{
    /// <summary>The checkout; relative paths are looked for here after the working directory.</summary>
    public required string RootDirectory { get; init; }

    public required string App { get; init; }

    public string? UnitName { get; init; }

    public required ImmutableArray<string> ComposeFiles { get; init; }

    /// <summary>local or host.</summary>
    public required string StackSource { get; init; }

    public string? HostDirectory { get; init; }

    public string? EnvFile { get; init; }

    public required string StartPolicy { get; init; }

    public required string PullTimeout { get; init; }

    public required string BuildTimeout { get; init; }

    public string? SshHost { get; init; }

    public required int SshPort { get; init; }

    public string? SshUser { get; init; }

    public required string SshKey { get; init; }

    public string? SshKeyPassphrase { get; init; }

    public required string SshHostKey { get; init; }

    public string? Release { get; init; }

    /// <summary>Where PlanDeployment saves its plan.</summary>
    public string? Out { get; init; }

    /// <summary>A saved plan that DeployUnit applies.</summary>
    public string? PlanFile { get; init; }

    public required string StableFor { get; init; }

    public string? GateTimeout { get; init; }

    public string? ConfirmWithin { get; init; }

    public string? Wait { get; init; }

    public required string RebootTimeout { get; init; }

    public required bool Force { get; init; }

    /// <summary>Volumes and folders that services may begin empty on.</summary>
    public ImmutableArray<string> AcceptNewVolume { get; init; } = [];

    public required bool Json { get; init; }

    public string? Report { get; init; }

    /// <summary>For Logs; none means all.</summary>
    public ImmutableArray<string> Services { get; init; } = [];

    public string? Since { get; init; }

    public int? Tail { get; init; }

    public bool Follow { get; init; }

    /// <summary>A file with one Compose file a line, for ValidateCompose.</summary>
    public string? ComposeList { get; init; }

    /// <summary>on or off.</summary>
    public required string Lint { get; init; }

    /// <summary>rule=reason, for lints.</summary>
    public ImmutableArray<string> Allow { get; init; } = [];

    /// <summary>text, json, sarif or github.</summary>
    public string? FindingsFormat { get; init; }

    public string? FindingsFile { get; init; }

    /// <summary>Who is told what happens on the host: its notify.json.</summary>
    public string? NotifyFile { get; init; }
}

using System.Collections.Immutable;

namespace CoinPilot.Compose;

/// <summary>What the gate asks of a service.</summary>
public enum GateMode
{
    Required,
    Warn,
    Ignore,
}

/// <summary>One service in long form.</summary>
public sealed record ComposeService(string Name, SourceLocation Location)
{
    public string? Image { get; init; }
    public ComposeBuild? Build { get; init; }
    public string? ContainerName { get; init; }

    /// <summary>Its words; null where the image says what is started.</summary>
    public ImmutableArray<string>? Entrypoint { get; init; }

    /// <inheritdoc cref="Entrypoint"/>
    public ImmutableArray<string>? Command { get; init; }

    public string? WorkingDirectory { get; init; }
    public ImmutableArray<ComposePort> Ports { get; init; } = [];
    public ImmutableArray<ComposeMount> Volumes { get; init; } = [];
    public ImmutableArray<ComposeDependency> DependsOn { get; init; } = [];
    public ComposeHealthcheck? Healthcheck { get; init; }
    public string? Restart { get; init; }
    public ImmutableArray<ComposeEnvFile> EnvFiles { get; init; } = [];

    /// <summary>Null: the key is given without a value and no variable of that name is set.</summary>
    public ImmutableDictionary<string, string?> Environment { get; init; } = ImmutableDictionary<string, string?>.Empty;

    /// <summary>Variables whose value stands in the Compose file itself, and where.</summary>
    public ImmutableDictionary<string, SourceLocation> Literals { get; init; } = ImmutableDictionary<string, SourceLocation>.Empty;
    public ImmutableArray<ComposeAttachment> Networks { get; init; } = [];
    public string? NetworkMode { get; init; }
    public ImmutableArray<string> Profiles { get; init; } = [];
    public string? PullPolicy { get; init; }
    public TimeSpan? StopGracePeriod { get; init; }
    public string? Platform { get; init; }
    public int Replicas { get; init; } = 1;
    public ImmutableArray<ComposeFileReference> Configs { get; init; } = [];
    public ImmutableArray<ComposeFileReference> Secrets { get; init; } = [];
    public ComposeLogging? Logging { get; init; }
    public GateMode Gate { get; init; } = GateMode.Required;

    /// <summary>What the host asks it beside its healthcheck.</summary>
    public ComposeProbe? Probe { get; init; }

    /// <summary>A task that is not run again once it has ended well for a release.</summary>
    public bool OncePerRelease { get; init; }

    /// <summary>How it is replaced.</summary>
    public ComposeUpdate Update { get; init; } = ComposeUpdate.Default;

    /// <summary>Namespaces that are another container's: the key, and the service; empty for a container outside of the project.</summary>
    public ImmutableArray<(string Key, string With)> Shares { get; init; } = [];
    public ImmutableDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;
    public ImmutableDictionary<string, string> Allowed { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>What its `x-coinpilot` says in vain.</summary>
    public ImmutableArray<ExtensionFault> ExtensionFaults { get; init; } = [];
}

/// <summary>Where a service's log goes.</summary>
public sealed record ComposeLogging(string? Driver, ImmutableDictionary<string, string?> Options);

/// <summary>How a service's image is built on the host.</summary>
public sealed record ComposeBuild(ComposePath Context, bool IsRemote, SourceLocation Location)
{
    public string? Dockerfile { get; init; }
    public string? DockerfileInline { get; init; }
    public string? Target { get; init; }
    public ImmutableArray<string> Tags { get; init; } = [];
    public ImmutableDictionary<string, string?> Args { get; init; } = ImmutableDictionary<string, string?>.Empty;
    /// <summary>Arguments whose value stands in the Compose file itself, and where.</summary>
    public ImmutableDictionary<string, SourceLocation> Literals { get; init; } = ImmutableDictionary<string, SourceLocation>.Empty;
    public ImmutableDictionary<string, ComposePath> AdditionalContexts { get; init; } = ImmutableDictionary<string, ComposePath>.Empty;

    /// <summary>Everything else: `platforms`, `secrets`, `cache_from`, `ssh`, ….</summary>
    public ImmutableArray<ComposeOption> Options { get; init; } = [];
}

/// <summary>A published or exposed port; Published is a port, a range or null.</summary>
public sealed record ComposePort(string? HostIp, string? Published, int Target, string Protocol, SourceLocation Location)
{
    public string Mode { get; init; } = "ingress";
    public string? Name { get; init; }
    public string? AppProtocol { get; init; }
}

/// <summary>A mount in long form; Options holds every further option, in the shape that an override repeats.</summary>
public sealed record ComposeMount(string Type, ComposePath? Source, string Target, bool ReadOnly, SourceLocation Location)
{
    /// <summary>Everything but type, source and target: `read_only`, `consistency`, `bind`, `volume`, `tmpfs`, `image`.</summary>
    public ImmutableArray<ComposeOption> Options { get; init; } = [];
}

/// <summary>One option: a value as text, or a group or list of options.</summary>
public sealed record ComposeOption(string Key, string? Value, ImmutableArray<ComposeOption> Children, bool IsText = false)
{
    /// <summary>The children are items without keys.</summary>
    public bool IsList { get; init; }
}

/// <summary>A network that a service joins, and how: `aliases`, `ipv4_address`, `priority`, ….</summary>
public sealed record ComposeAttachment(string Network, ImmutableArray<ComposeOption> Options);

/// <summary>What a service waits for.</summary>
public sealed record ComposeDependency(string Service, string Condition, bool Required, bool Restart, SourceLocation Location);

/// <summary>A healthcheck; null means the engine's default (or the image's own value).</summary>
public sealed record ComposeHealthcheck(SourceLocation Location)
{
    public ImmutableArray<string> Test { get; init; } = [];
    public TimeSpan? Interval { get; init; }
    public TimeSpan? Timeout { get; init; }
    public int? Retries { get; init; }
    public TimeSpan? StartPeriod { get; init; }
    public TimeSpan? StartInterval { get; init; }
    public bool Disabled { get; init; }
}

/// <summary>An env file of a service.</summary>
public sealed record ComposeEnvFile(ComposePath Path, bool Required, string? Format, SourceLocation Location);

/// <summary>A secret or config as a service uses it.</summary>
public sealed record ComposeFileReference(string Source, string? Target, string? Uid, string? Gid, string? Mode);

using System.Collections.Immutable;

namespace CoinPilot.Compose;

/// <summary>A Compose project as Compose would run it: merged, resolved, in long form.</summary>
public sealed record ComposeProject(
    string Name,
    bool HasExplicitName,
    string Directory,
    ImmutableArray<string> ComposeFiles,
    string? EnvFile,
    ImmutableArray<ComposeService> Services,
    ImmutableArray<ComposeService> DisabledServices,
    ImmutableArray<ComposeResource> Networks,
    ImmutableArray<ComposeResource> Volumes,
    ImmutableArray<ComposeFileObject> Secrets,
    ImmutableArray<ComposeFileObject> Configs,
    ImmutableArray<ComposeVariable> Variables,
    ImmutableArray<EnvEntry> EnvEntries,
    ImmutableDictionary<string, string> Allowed)
{
    public ComposeService? Find(string service) => Services.FirstOrDefault(s => s.Name == service);

    /// <summary>Others than its owner may read the env file.</summary>
    public bool IsEnvFileOpen { get; init; }

    /// <summary>The expressions, such as `${TAG:-1}`, whose values only the host knows; they stand in the model as written.</summary>
    public ImmutableArray<string> UnknownExpressions { get; init; } = [];

    /// <summary>What env files say otherwise than it looks.</summary>
    public ImmutableArray<EnvSlip> EnvSlips { get; init; } = [];

    /// <summary>What the files bring in besides each other.</summary>
    public ImmutableArray<ComposeInclusion> Inclusions { get; init; } = [];

    /// <summary>What `x-coinpilot` at the top says in vain.</summary>
    public ImmutableArray<ExtensionFault> ExtensionFaults { get; init; } = [];

    /// <summary>The text as a Compose value that means the same: `$` doubled, but not in the expressions that the host resolves.</summary>
    public string Template(string text) => ComposeText.Template(text, UnknownExpressions);
}

/// <summary>A top-level network or volume: its key, its name on the host, and who makes it.</summary>
public sealed record ComposeResource(string Key, string Name, bool HasExplicitName, bool External, SourceLocation Location)
{
    /// <summary>`driver`, `driver_opts`, `ipam`, `internal`, `labels`, ….</summary>
    public ImmutableArray<ComposeOption> Options { get; init; } = [];
}

/// <summary>A top-level secret or config: a file, a variable or a text.</summary>
public sealed record ComposeFileObject(
    string Key, string Name, bool External, ComposePath? File, string? Environment, string? Content, SourceLocation Location)
{
    /// <summary>`labels`, `driver`, `template_driver`, ….</summary>
    public ImmutableArray<ComposeOption> Options { get; init; } = [];
}

/// <summary>A path as the file has it and as Compose resolves it.</summary>
public sealed record ComposePath(string AsWritten, string Resolved);

/// <summary>One use of a variable in a Compose file.</summary>
public sealed record ComposeVariable(string Name, bool HasDefault, bool Required, bool IsSet, SourceLocation Location);

/// <summary>How Compose reads a value otherwise than it looks.</summary>
public enum EnvSlipKind
{
    /// <summary>A dollar and a name that has no value: both are gone.</summary>
    LostVariable,

    /// <summary>Two dollars are one.</summary>
    DoubledDollar,

    /// <summary>A value over several lines keeps the CR of each.</summary>
    CarriageReturn,
}

/// <summary>A value of an env file that is not what it looks like.</summary>
public sealed record EnvSlip(EnvSlipKind Kind, string Key, SourceLocation Location);

/// <summary>One assignment in the env file; a key may stand there twice, the last one counts.</summary>
public sealed record EnvEntry(string Key, string Value, SourceLocation Location);

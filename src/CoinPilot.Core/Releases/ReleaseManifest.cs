using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CoinPilot.Releases;

/// <summary>What the client knows of a release; written and read by the client only (manifest.json).</summary>
public sealed record ReleaseManifest
{
    public const int CurrentFormat = 1;

    public int Format { get; init; } = CurrentFormat;

    public required string Release { get; init; }

    public required string App { get; init; }

    /// <summary>sha256 over everything that makes two releases the same, its id apart.</summary>
    public required string ContentDigest { get; init; }

    /// <summary>sha256 of the env file that the release ships; null when the host owns it.</summary>
    public string? ShippedEnvDigest { get; init; }

    /// <summary>sha256 of the host's own env file when the release was switched to; null when it ships one.</summary>
    public string? HostEnvDigest { get; init; }

    public required string StartPolicy { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public required string By { get; init; }

    /// <summary>The folder on the host that the stack lies in, and that its contexts and configuration are used from; null when it travelled.</summary>
    public string? HostDirectory { get; init; }

    /// <summary>The commit of the source tree; null outside of git.</summary>
    public string? Commit { get; init; }

    public bool Dirty { get; init; }

    public required int StableForSeconds { get; init; }

    public int? GateTimeoutSeconds { get; init; }

    /// <summary>The bound of the unit's deciding <c>up</c>.</summary>
    public required int StartBoundSeconds { get; init; }

    public required int ConfirmWithinSeconds { get; init; }

    /// <summary>The stack takes values from an env file.</summary>
    public bool NeedsEnvFile { get; init; }

    /// <summary>sha256 of the files in the release's folder that nobody is to change; empty in releases made before they were kept.</summary>
    public ImmutableSortedDictionary<string, string> FileDigests
    {
        // Generated code sets what the file lacks to null, whatever stands here as a default.
        get => field ?? ImmutableSortedDictionary<string, string>.Empty;
        init;
    }

    public required ImmutableArray<string> Objects { get; init; }

    public required ImmutableArray<ManifestService> Services { get; init; }

    public static ReleaseManifest Parse(string json)
    {
        try
        {
            var manifest = JsonSerializer.Deserialize(json, ManifestJson.Default.ReleaseManifest) ?? throw new FormatException("The manifest is empty.");
            return manifest.Format == CurrentFormat
                ? manifest
                : throw new FormatException($"The manifest of {manifest.Release} has format {manifest.Format}; this client understands {CurrentFormat}.");
        }
        catch (JsonException error)
        {
            throw new FormatException($"A manifest.json on the host cannot be read: {error.Message}", error);
        }
    }

    /// <summary>The names that the Compose file gives to containers.</summary>
    [JsonIgnore]
    public ImmutableArray<string> ContainerNames => [.. Services.Select(service => service.ContainerName).Where(name => name.Length > 0)];

    public string ToJson() => JsonSerializer.Serialize(this, ManifestText.Default.ReleaseManifest) + "\n";
}

/// <summary>One service of a release: what it runs, and what the gate expects of it.</summary>
/// <param name="ContainerName">The container's fixed name, or empty.</param>
/// <param name="Image">The reference that Compose runs.</param>
/// <param name="BuildDigest">sha256 over everything its image is built from; null when it is not built.</param>
/// <param name="ImageId">The image id it stood for when it was staged; null before that.</param>
public sealed record ManifestService(
    string Name,
    string ContainerName,
    string Image,
    bool Built,
    string Gate,
    bool HasHealthcheck,
    int Replicas,
    double BudgetSeconds,
    double ReadyAfterSeconds,
    string? BuildDigest = null,
    string? ImageId = null,
    string? RepoDigest = null)
{
    [JsonIgnore]
    public ServiceBudget Budget =>
        new(Name, Gate, HasHealthcheck, Replicas, TimeSpan.FromSeconds(BudgetSeconds), TimeSpan.FromSeconds(ReadyAfterSeconds));
}

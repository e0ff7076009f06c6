using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using CoinPilot.Health;

namespace CoinPilot.Releases;

/// <summary>What the client knows of a release; written and read by the client only (manifest.json).</summary>
public sealed record ReleaseManifest
{
    public int Format { get; init; } = FormatVersion.Manifest.Current;

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

    /// <summary>What comes before it: new containers that serve before the old ones are stopped; null where no service is replaced so.</summary>
    public int? StartFirstSeconds { get; init; }

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

    /// <summary>Throws <see cref="UnknownFormatException"/> on another version's, <see cref="FormatException"/> on what is none.</summary>
    public static ReleaseManifest Parse(string json)
    {
        try
        {
            // Before all else: a later version may lack what this one requires.
            using (var probe = JsonDocument.Parse(json))
            {
                var release = probe.RootElement.TryGetProperty("release", out var id) ? id.GetString() : null;
                FormatVersion.Manifest.Demand(probe.RootElement.TryGetProperty("format", out var format) ? format.GetInt32() : FormatVersion.Manifest.Current, $"release {release}");
            }

            return JsonSerializer.Deserialize(json, ManifestJson.Default.ReleaseManifest) ?? throw new FormatException("The manifest is empty.");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new FormatException($"A manifest.json on the host cannot be read: {error.Message}", error);
        }
    }

    /// <summary>The manifest; null where this program can't read it, and why.</summary>
    public static (ReleaseManifest? Manifest, string? Trouble) TryParse(string json)
    {
        try
        {
            return (Parse(json), null);
        }
        catch (Exception error) when (error is UnknownFormatException or FormatException)
        {
            return (null, error.Message);
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
/// <param name="MayEnd">It may be a task that ends; null in releases made before that was kept.</param>
/// <param name="Probe">What the host asks it beside its healthcheck; null where nothing is asked.</param>
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
    string? RepoDigest = null,
    bool? MayEnd = null,
    ServiceProbe? Probe = null)
{
    /// <summary>The new container serves before the old one is stopped; null where it does not.</summary>
    public bool? StartFirst { get; init; }

    /// <summary>Two of it must never run; null where they may.</summary>
    public bool? IsSingle { get; init; }

    [JsonIgnore]
    public ServiceBudget Budget =>
        new(Name, Gate, HasHealthcheck, Replicas, TimeSpan.FromSeconds(BudgetSeconds), TimeSpan.FromSeconds(ReadyAfterSeconds)) { MayEnd = MayEnd ?? true, Probe = Probe };
}

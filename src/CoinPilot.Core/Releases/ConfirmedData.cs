using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CoinPilot.Releases;

/// <summary>The data that a release's services had when it was confirmed: a file beside <c>confirmed</c> (D095).</summary>
public sealed record ConfirmedData
{
    public int Format { get; init; } = FormatVersion.ConfirmedData.Current;

    /// <summary>The Docker Engine's own id.</summary>
    public string Engine { get; init; } = "";

    public ImmutableArray<ConfirmedMount> Mounts { get => field.IsDefault ? [] : field; init; } = [];

    /// <summary>Throws <see cref="FormatException"/> on what is none, <see cref="UnknownFormatException"/> on one of a later version.</summary>
    public static ConfirmedData Parse(string text)
    {
        try
        {
            using var probe = JsonDocument.Parse(text);
            FormatVersion.ConfirmedData.Demand(
                probe.RootElement.ValueKind == JsonValueKind.Object && probe.RootElement.TryGetProperty("format", out var format) && format.TryGetInt32(out var number) ? number : 0, "the data of a release");
            return probe.Deserialize(ConfirmedDataJson.Default.ConfirmedData) ?? throw new FormatException("It is empty.");
        }
        catch (JsonException error)
        {
            throw new FormatException($"What is noted of a release's data can't be read: {error.Message}", error);
        }
    }

    public string ToJson() => JsonSerializer.Serialize(this, ConfirmedDataJson.Default.ConfirmedData) + "\n";
}

/// <param name="Type">volume or bind.</param>
/// <param name="Source">The volume's name, or the path on the host.</param>
public sealed record ConfirmedMount(string Service, string Destination, string Type, string Source)
{
    /// <summary>Of a volume.</summary>
    public string Driver { get; init; } = "";

    /// <summary>When the volume was made, as the engine says it, or the folder, as its file system does; empty where nobody tells.</summary>
    public string CreatedAt { get; init; } = "";

    /// <summary>The folder of the host that it is; empty where that is nowhere.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Where the file system of the folder is mounted; empty where it is the host's own root.</summary>
    public string MountedAt { get; init; } = "";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ConfirmedData))]
internal sealed partial class ConfirmedDataJson : JsonSerializerContext;

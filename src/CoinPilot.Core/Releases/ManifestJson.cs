using System.Text.Json.Serialization;

namespace CoinPilot.Releases;

/// <summary>How manifest.json is read; the code is generated, because reflection would be a tenth of a deployment's start (D083).</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReleaseManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;

/// <summary>How manifest.json is written: by code that needs no description of the types.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Serialization,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(ReleaseManifest))]
internal sealed partial class ManifestText : JsonSerializerContext;

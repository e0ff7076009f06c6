using System.Text.Json.Serialization;

namespace CoinPilot.Releases;

/// <summary>How manifest.json is written; the code is generated, because reflection would be a tenth of a deployment's start.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(ReleaseManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;

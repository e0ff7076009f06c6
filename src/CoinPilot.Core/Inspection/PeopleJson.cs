using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CoinPilot.History;
using CoinPilot.Reporting;

namespace CoinPilot.Inspection;

/// <summary>What people are shown, as JSON for programs, by generated code: the host's half is trimmed.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StackStatus))]
[JsonSerializable(typeof(HistoryLine))]
[JsonSerializable(typeof(ImmutableArray<ServiceRow>))]
public sealed partial class PeopleJson : JsonSerializerContext
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One line, with every letter as it is.</summary>
    public static string Line(JsonNode node) => node.ToJsonString(Readable);
}

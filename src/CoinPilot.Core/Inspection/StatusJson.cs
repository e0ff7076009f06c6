using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CoinPilot.Inspection;

/// <summary>A stack's status for programs: one line of JSON that begins with its kind and format.</summary>
public static class StatusJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Of(StackStatus status)
    {
        var line = new JsonObject { ["kind"] = "status", ["format"] = 1 };
        foreach (var (name, value) in JsonSerializer.SerializeToNode(status, Options)!.AsObject().ToArray())
        {
            line[name] = value?.DeepClone();
        }

        return line.ToJsonString(Options);
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;

namespace CoinPilot.Inspection;

/// <summary>A stack's status for programs: one line of JSON that begins with its kind and format.</summary>
public static class StatusJson
{
    public static string Of(StackStatus status)
    {
        var line = new JsonObject { ["kind"] = "status", ["format"] = 1 };
        foreach (var (name, value) in JsonSerializer.SerializeToNode(status, PeopleJson.Default.StackStatus)!.AsObject().ToArray())
        {
            line[name] = value?.DeepClone();
        }

        return PeopleJson.Line(line);
    }
}

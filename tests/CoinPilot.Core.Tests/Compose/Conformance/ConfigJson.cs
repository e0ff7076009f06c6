using System.Text.Json.Nodes;
using CoinPilot.Compose.Values;

namespace CoinPilot.Compose.Conformance;

/// <summary>What `docker compose config --format json` prints, reduced to what is compared: the fields of the model, without what is empty.</summary>
internal static class ConfigJson
{
    private static readonly string[] Durations = ["interval", "timeout", "start_period", "start_interval", "stop_grace_period"];

    /// <summary>Mappings of texts, in which nothing is left out for being empty.</summary>
    private static readonly string[] Texts = ["environment", "labels", "args", "driver_opts", "options", "aux_addresses"];

    private static readonly string[] Sections = ["networks", "volumes", "secrets", "configs"];

    /// <summary>Of Compose's own output: `$` is doubled there, and durations are texts.</summary>
    /// <param name="json">As it was printed.</param>
    /// <param name="model">Whose keys decide what is kept.</param>
    public static JsonObject OfCompose(JsonObject json, JsonObject model)
    {
        var config = (JsonObject)Undollared(json)!;
        var fields = ModelFields(model);
        foreach (var service in (config["services"] as JsonObject ?? []).Select(e => (JsonObject)e.Value!))
        {
            foreach (var key in service.Select(e => e.Key).Where(k => !fields.Contains(k)).ToArray())
            {
                service.Remove(key);
            }
            Time(service);
            if (service["healthcheck"] is JsonObject health)
            {
                Time(health);
                health["disable"] = (health["disable"] is JsonValue off && off.GetValue<bool>()) || (health["test"] is JsonArray { Count: > 0 } test && (string?)test[0] == "NONE");
            }
        }
        foreach (var key in config.Select(e => e.Key).Where(k => k is not ("name" or "services") && !Sections.Contains(k)).ToArray())
        {
            config.Remove(key);
        }
        return (JsonObject)Tidy(config, "")!;
    }

    /// <summary>Of our model: Compose leaves out what no service uses.</summary>
    public static JsonObject OfModel(JsonObject model)
    {
        var copy = (JsonObject)model.DeepClone();
        var services = ((JsonObject)copy["services"]!).Select(s => (JsonObject)s.Value!).ToArray();
        var used = new Dictionary<string, HashSet<string>>
        {
            ["networks"] = [.. services.SelectMany(s => ((JsonObject)s["networks"]!).Select(n => n.Key))],
            ["volumes"] = [.. services.SelectMany(s => (JsonArray)s["volumes"]!).Where(m => (string?)m!["type"] == "volume").Select(m => (string?)m!["source"] ?? "")],
            ["configs"] = [.. services.SelectMany(s => (JsonArray)s["configs"]!).Select(Source)],
            ["secrets"] = [.. services.SelectMany(s => (JsonArray)s["secrets"]!).Concat(services.SelectMany(s => s["build"]?["secrets"] as JsonArray ?? [])).Select(Source)],
        };
        foreach (var section in Sections)
        {
            var map = (JsonObject)copy[section]!;
            foreach (var key in map.Select(e => e.Key).Where(k => !used[section].Contains(k)).ToArray())
            {
                map.Remove(key);
            }
        }
        return (JsonObject)Tidy(copy, "")!;
    }

    private static string Source(JsonNode? use) => (string?)use!["source"] ?? "";

    private static HashSet<string> ModelFields(JsonObject model) =>
        [.. ((JsonObject)model["services"]!).SelectMany(s => ((JsonObject)s.Value!).Select(f => f.Key))];

    private static void Time(JsonObject owner)
    {
        foreach (var key in Durations.Where(owner.ContainsKey))
        {
            owner[key] = ComposeDuration.Parse((string)owner[key]!)!.Value.ToString();
        }
    }

    private static JsonNode? Undollared(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.Select(e => KeyValuePair.Create(e.Key, Undollared(e.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Undollared)]),
        JsonValue value when value.TryGetValue(out string? text) => text.Replace("$$", "$", StringComparison.Ordinal),
        _ => node?.DeepClone(),
    };

    /// <summary>In one order, without what is empty: Go leaves that out.</summary>
    private static JsonNode? Tidy(JsonNode? node, string key) => node switch
    {
        JsonObject map => Filled(new JsonObject(map.OrderBy(e => e.Key, StringComparer.Ordinal)
            .Select(e => KeyValuePair.Create(e.Key, Texts.Contains(key) ? e.Value?.DeepClone() : Tidy(e.Value, e.Key)))
            .Where(e => e.Value is not null || Texts.Contains(key)))),
        JsonArray { Count: 0 } => null,
        JsonArray list => new JsonArray([.. list.Select(i => Tidy(i, "") ?? i?.DeepClone()).OrderBy(i => i is JsonValue && key is "extra_hosts" or "ssh" ? i!.ToJsonString() : "", StringComparer.Ordinal)]),
        JsonValue value when value.ToJsonString() is "\"\"" or "false" or "0" => null,
        JsonValue value when key is "size" or "shm_size" && value.ToJsonString() == "\"0\"" => null,
        _ => node?.DeepClone(),
    };

    private static JsonObject? Filled(JsonObject map) => map.Count == 0 ? null : map;
}

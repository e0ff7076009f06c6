using System.Text.Json.Nodes;

namespace CoinPilot.Content;

/// <summary>What `docker compose config` prints, made comparable: where files come from may differ, nothing else.</summary>
public static class ComposeConfig
{
    /// <summary>Covers the paths below <paramref name="roots"/> (of state only where there are several), and takes out what makes a change of content visible.</summary>
    public static void Normalise(JsonNode? node, params string[] roots)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
            {
                Normalise(item, roots);
            }
        }

        if (node is not JsonObject map)
        {
            return;
        }

        foreach (var (key, value) in map.ToArray())
        {
            if (key is "create_host_path" || key.StartsWith("coinpilot.", StringComparison.Ordinal))
            {
                map.Remove(key);
            }
            else if (value is JsonValue text && text.TryGetValue<string>(out var path) && roots.Any(root => path.StartsWith(root + "/", StringComparison.Ordinal)))
            {
                map[key] = IsState(path) ? roots.Length == 1 ? path : "<state>" : "<shipped>";
            }
            else
            {
                Normalise(value, roots);
                if (key == "labels" && value is JsonObject { Count: 0 })
                {
                    map.Remove(key);
                }
            }
        }
    }

    private static bool IsState(string path) => path.EndsWith("/state", StringComparison.Ordinal) || path.EndsWith("/data", StringComparison.Ordinal);
}

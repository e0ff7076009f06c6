namespace CoinPilot.Compose.Yaml;

/// <summary>Short ways to read a tree whose types have been checked.</summary>
internal static class YamlAccess
{
    /// <summary>The text of a value, or null when there is none.</summary>
    public static string? Text(this YamlMap map, string key) => map[key].Text();

    public static string? Text(this YamlNode? node) => node is YamlScalar { Kind: not ScalarKind.Null } scalar ? scalar.Text : null;

    public static YamlMap? Map(this YamlMap map, string key) => map[key] as YamlMap;

    public static IEnumerable<YamlNode> List(this YamlMap map, string key) => map[key] is YamlList list ? list.Items : [];

    public static bool IsTrue(this YamlMap map, string key) => map[key] is YamlScalar scalar && scalar.Text is "true";

    public static bool IsUnknown(this YamlNode? node) => node is YamlScalar { IsPartlyUnknown: true } or YamlScalar { Kind: ScalarKind.Unknown };

    /// <summary>The mappings of a section such as `services`, with their names.</summary>
    public static IEnumerable<(string Name, Mark At, YamlMap Map)> Section(this YamlMap root, string key)
    {
        foreach (var entry in root.Map(key)?.Entries ?? [])
        {
            if (entry.Value is YamlMap map)
            {
                yield return (entry.Key, entry.KeyAt, map);
            }
        }
    }

    /// <summary>A tree of its own, so that a change here doesn't show there.</summary>
    public static YamlNode Clone(this YamlNode node) => node switch
    {
        YamlMap map => Clone(map),
        YamlList list => new YamlList(list.At, [.. list.Items.Select(Clone)]),
        _ => node,
    };

    public static YamlMap Clone(this YamlMap map)
    {
        var copy = new YamlMap(map.At, map.Count);
        foreach (var entry in map.Entries)
        {
            copy.Set(entry.Key, entry.KeyAt, entry.Value.Clone());
        }
        return copy;
    }

    /// <summary>The same content, wherever it stands.</summary>
    public static bool SameAs(this YamlNode a, YamlNode b) => (a, b) switch
    {
        (YamlScalar x, YamlScalar y) => x.Kind == y.Kind && x.Text == y.Text,
        (YamlList x, YamlList y) => x.Items.Count == y.Items.Count && x.Items.Zip(y.Items).All(p => p.First.SameAs(p.Second)),
        (YamlMap x, YamlMap y) => x.Count == y.Count && x.Entries.All(e => y[e.Key] is { } other && e.Value.SameAs(other)),
        _ => false,
    };
}

using CoinPilot.Compose.Schema;
using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose.Checks;

/// <summary>A key x-… of a mapping whose keys are data: Compose takes it for an extension and hands over one value `#extensions` in its place.</summary>
internal static class LostExtensions
{
    public const string Key = "#extensions";

    public static void Apply(YamlMap map, ValueSchema schema)
    {
        foreach (var entry in map.Entries)
        {
            if (schema.Child(entry.Key) is { } child)
            {
                Apply(entry.Value, child);
            }
        }
    }

    private static void Apply(YamlNode node, ValueSchema schema)
    {
        switch (node)
        {
            case YamlMap texts when schema.Decode is DecodeAs.TextMap or DecodeAs.Environment:
                Collapse(texts);
                break;
            case YamlMap map:
                Apply(map, schema);
                break;
            case YamlList list when schema.Items is { } items:
                list.Items.ForEach(i => Apply(i, items));
                break;
            default:
                break;
        }
    }

    private static void Collapse(YamlMap texts)
    {
        var lost = texts.Entries.Where(e => e.Key.StartsWith("x-", StringComparison.Ordinal)).OrderBy(e => e.Key, StringComparer.Ordinal).ToArray();
        if (lost.Length == 0)
        {
            return;
        }
        var text = string.Join(' ', lost.Select(e => $"{e.Key}:{e.Value.Text() ?? "<nil>"}"));
        texts.RemoveWhere(e => e.Key.StartsWith("x-", StringComparison.Ordinal));
        texts.Set(Key, lost[0].KeyAt, YamlScalar.String(lost[0].KeyAt, $"map[{text}]"));
    }
}

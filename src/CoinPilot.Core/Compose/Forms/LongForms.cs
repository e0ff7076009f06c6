using CoinPilot.Compose.Schema;
using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose.Forms;

/// <summary>Brings every short form of a file into its long form.</summary>
internal sealed class LongForms(Findings findings)
{
    private readonly FormContext context = new(findings);

    public void Apply(YamlMap map, ValueSchema schema)
    {
        for (var i = 0; i < map.Count; i++)
        {
            var entry = map.Entries[i];
            if (schema.Child(entry.Key) is { } child)
            {
                map.SetAt(i, Long(entry.Value, child));
            }
        }
    }

    private YamlNode Long(YamlNode node, ValueSchema schema)
    {
        var value = schema.LongForm is { } form ? form(node, context) : node;
        switch (value)
        {
            case YamlMap map:
                Apply(map, schema);
                break;
            case YamlList list when schema.Items is { } items:
                for (var i = 0; i < list.Items.Count; i++)
                {
                    list.Items[i] = Long(list.Items[i], items);
                }
                break;
            default:
                break;
        }
        return value;
    }
}

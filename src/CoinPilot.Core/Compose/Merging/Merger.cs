using CoinPilot.Compose.Forms;
using CoinPilot.Compose.Schema;
using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose.Merging;

/// <summary>Lays a later tree over an earlier one, each key by its own rule.</summary>
internal sealed class Merger(Findings findings)
{
    private readonly FormContext context = new(findings);

    public YamlMap Merge(YamlMap into, YamlMap from, ValueSchema? schema, string path = "")
    {
        foreach (var entry in from.Entries)
        {
            if (into.TryGet(entry.Key, out var there))
            {
                var below = path.Length == 0 ? entry.Key : path + "." + entry.Key;
                into.Set(entry.Key, entry.KeyAt, Merge(there, entry.Value, schema?.Child(entry.Key), below));
            }
            else
            {
                into.Set(entry.Key, entry.KeyAt, entry.Value);
            }
        }
        return into;
    }

    private YamlNode Merge(YamlNode there, YamlNode next, ValueSchema? schema, string path)
    {
        var rule = schema?.Merge ?? MergeRule.Deep;
        switch (rule)
        {
            case MergeRule.Replace:
                return next;
            case MergeRule.Append:
                return new YamlList(there.At, [.. Texts(there), .. Texts(next)]);
            case MergeRule.AppendNew:
                var known = Texts(there).OfType<YamlScalar>().Select(s => s.Text).ToHashSet(StringComparer.Ordinal);
                return new YamlList(there.At, [.. Texts(there), .. Texts(next).Where(n => n is not YamlScalar s || !known.Contains(s.Text))]);
            case MergeRule.Build:
                return Deep(BuildForm.ToLong(there, context), BuildForm.ToLong(next, context), schema, path);
            case MergeRule.DependsOn:
                return Deep(Long(there, DependsOnForm.ToLong), Long(next, DependsOnForm.ToLong), schema, path);
            case MergeRule.Names:
                return Deep(Long(there, NamesForm.ToLong), Long(next, NamesForm.ToLong), schema, path);
            case MergeRule.Logging when there is YamlMap a && next is YamlMap b && !SameDriver(a, b):
                return next;
            case MergeRule.Pools when there is YamlList a && next is YamlList b:
                return Pools(a, b, schema, path);
            default:
                return Deep(there, next, schema, path);
        }
    }

    private YamlNode Deep(YamlNode there, YamlNode next, ValueSchema? schema, string path)
    {
        if (next is YamlScalar { Kind: ScalarKind.Null })
        {
            return there;
        }
        switch (there)
        {
            case YamlMap a when next is YamlMap b:
                return Merge(a, b, schema, path);
            case YamlList a when next is YamlList b:
                return new YamlList(a.At, [.. a.Items, .. b.Items]);
            case YamlMap or YamlList:
                findings.Report(MergeRules.Conflict, next.At, $"{path}: a {next.TypeName} can't be laid over the {there.TypeName} of {there.At.ToLocation()}",
                    $"write a {there.TypeName} here too, or replace it with `!override`");
                return there;
            default:
                return next;
        }
    }

    /// <summary>Only a list is rewritten: what a mapping leaves out keeps its earlier value.</summary>
    private YamlNode Long(YamlNode node, Form form) => node is YamlList ? form(node, context) : node;

    private static bool SameDriver(YamlMap a, YamlMap b) =>
        a["driver"] is not YamlScalar one || b["driver"] is not YamlScalar other || one.Text == other.Text;

    /// <summary>KEY=value texts of a list, a mapping or a single text.</summary>
    private static IEnumerable<YamlNode> Texts(YamlNode node) => node switch
    {
        YamlList list => list.Items,
        YamlMap map => map.Entries.OrderBy(e => e.Key, StringComparer.Ordinal).SelectMany(Texts),
        YamlScalar { Kind: ScalarKind.String } => [node],
        _ => [],
    };

    private static IEnumerable<YamlNode> Texts(YamlEntry entry) => entry.Value switch
    {
        YamlScalar { Kind: ScalarKind.Null } => [YamlScalar.String(entry.KeyAt, entry.Key)],
        YamlScalar s => [new YamlScalar(entry.KeyAt, ScalarKind.String, $"{entry.Key}={s.Text}") { IsPartlyUnknown = s.IsPartlyUnknown || s.Kind == ScalarKind.Unknown }],
        YamlList list => list.Items.Select(i => (YamlNode)YamlScalar.String(entry.KeyAt, $"{entry.Key}={(i as YamlScalar)?.Text}")),
        _ => [YamlScalar.String(entry.KeyAt, $"{entry.Key}=map[]")],
    };

    private YamlList Pools(YamlList there, YamlList next, ValueSchema? schema, string path)
    {
        var pools = new List<YamlNode>();
        foreach (var original in there.Items.OfType<YamlMap>())
        {
            foreach (var given in next.Items.OfType<YamlMap>())
            {
                if (Subnet(given) != Subnet(original) && !pools.Exists(p => Subnet(p) == Subnet(given)))
                {
                    pools.Add(given);
                    continue;
                }
                var merged = Merge(original, given, schema?.Items, path);
                var same = pools.FindIndex(p => Subnet(p) == Subnet(merged));
                if (same >= 0)
                {
                    pools[same] = merged;
                }
                else
                {
                    pools.Add(merged);
                }
            }
        }
        return new YamlList(there.At, pools);
    }

    private static string? Subnet(YamlNode pool) => ((pool as YamlMap)?["subnet"] as YamlScalar)?.Text;
}

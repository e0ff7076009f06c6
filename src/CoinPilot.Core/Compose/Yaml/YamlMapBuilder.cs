namespace CoinPilot.Compose.Yaml;

/// <summary>Puts a mapping together: no key twice, only text as keys, `&lt;&lt;` filled in below the keys that are written out.</summary>
internal sealed class YamlMapBuilder(Mark at, MergeTag tag, Findings findings, Action<int, Mark> spend)
{
    private readonly YamlMap map = new(at) { Tag = tag };
    private readonly List<(string Key, YamlNode Value)> written = [];
    private readonly Dictionary<string, Mark> seen = new(StringComparer.Ordinal);
    private readonly List<YamlNode> merged = [];
    private bool hasAlias;

    public void Add(YamlNode writtenKey, YamlNode writtenValue)
    {
        var (key, value) = (YamlAlias.Meaning(writtenKey), YamlAlias.Meaning(writtenValue));
        if (key is not YamlScalar scalar)
        {
            findings.Report(YamlRules.KeyNotText, key.At, $"a {key.TypeName} can't be a key", "write the key as text");
            return;
        }
        var text = scalar.Kind == ScalarKind.Null ? "null" : scalar.Text;
        if (!seen.TryAdd(text, key.At))
        {
            findings.Report(YamlRules.DuplicateKey, key.At, $"the key '{text}' is already there in line {seen[text].Line}",
                "keep one of the two");
            return;
        }
        written.Add((text, writtenValue));
        hasAlias |= YamlAlias.IsIn(writtenValue);
        if (scalar.IsMergeKey)
        {
            merged.Add(value);
        }
        else if (scalar.Kind != ScalarKind.String)
        {
            findings.Report(YamlRules.KeyNotText, key.At, $"the key {text} is a {scalar.TypeName}, not text",
                $"put it in quotes: \"{text}\"");
        }
        else
        {
            map.Set(text, key.At, value);
        }
    }

    public YamlMap Build()
    {
        foreach (var source in merged)
        {
            Merge(source);
        }
        map.Written = hasAlias ? written : null;
        return map;
    }

    private void Merge(YamlNode source)
    {
        switch (source)
        {
            case { Tag: MergeTag.Reset }:
                break;
            case YamlMap from:
                MergeMap(from);
                break;
            case YamlList list when list.Items.All(i => i is YamlMap):
                list.Items.ForEach(i => MergeMap((YamlMap)i));
                break;
            default:
                findings.Report(YamlRules.MergeKey, source.At, $"'<<' needs a mapping or a list of mappings, not a {source.TypeName}",
                    "write `<<: *anchor` where the anchor marks a mapping");
                break;
        }
    }

    private void MergeMap(YamlMap from)
    {
        spend(from.Count, at);
        foreach (var entry in from.Entries)
        {
            if (!map.Has(entry.Key))
            {
                map.Set(entry.Key, entry.KeyAt, entry.Value);
            }
        }
    }
}

using System.Diagnostics.CodeAnalysis;

namespace CoinPilot.Compose.Yaml;

/// <summary>One key of a mapping with its value.</summary>
internal sealed record YamlEntry(string Key, Mark KeyAt, YamlNode Value);

/// <summary>A mapping in the order of the file.</summary>
internal sealed class YamlMap(Mark at, int capacity = 4) : YamlNode(at)
{
    private const int IndexFrom = 9;
    private readonly List<YamlEntry> entries = new(capacity);
    private Dictionary<string, int>? index;

    /// <summary>The entries with `&lt;&lt;` and the aliases as they are written; null where there is no alias.</summary>
    public List<(string Key, YamlNode Value)>? Written { get; set; }

    public IReadOnlyList<YamlEntry> Entries => entries;
    public int Count => entries.Count;
    public override string TypeName => "mapping";

    public YamlNode? this[string key] => Find(key) is var i and >= 0 ? entries[i].Value : null;

    public bool Has(string key) => Find(key) >= 0;

    public bool TryGet(string key, [NotNullWhen(true)] out YamlNode? value) => (value = this[key]) is not null;

    /// <summary>Where the key stands, or the mapping itself where there is none.</summary>
    public Mark KeyAt(string key) => Find(key) is var i and >= 0 ? entries[i].KeyAt : At;

    /// <summary>Replaces the value, keeping the key's place, or appends.</summary>
    public void Set(string key, Mark keyAt, YamlNode value)
    {
        var i = Find(key);
        if (i >= 0)
        {
            entries[i] = new(key, entries[i].KeyAt, value);
            return;
        }
        entries.Add(new(key, keyAt, value));
        index?.Add(key, entries.Count - 1);
        if (index is null && entries.Count >= IndexFrom)
        {
            BuildIndex();
        }
    }

    public void Set(string key, YamlNode value) => Set(key, value.At, value);

    public void SetAt(int position, YamlNode value) => entries[position] = entries[position] with { Value = value };

    public void RemoveWhere(Predicate<YamlEntry> match)
    {
        if (entries.RemoveAll(match) > 0 && index is not null)
        {
            BuildIndex();
        }
    }

    public void Remove(string key) => RemoveWhere(e => e.Key == key);

    private int Find(string key)
    {
        if (index is not null)
        {
            return index.TryGetValue(key, out var found) ? found : -1;
        }
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i].Key == key)
            {
                return i;
            }
        }
        return -1;
    }

    private void BuildIndex()
    {
        index = new(entries.Count, StringComparer.Ordinal);
        for (var i = 0; i < entries.Count; i++)
        {
            index[entries[i].Key] = i;
        }
    }
}

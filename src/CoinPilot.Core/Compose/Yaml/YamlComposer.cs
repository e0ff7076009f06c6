namespace CoinPilot.Compose.Yaml;

/// <summary>What stands before a node: its anchor and its tag.</summary>
internal readonly record struct NodeProperties(string? Anchor, string? Tag)
{
    public bool IsNone => Anchor is null && Tag is null;
}

/// <summary>Makes nodes, and follows aliases.</summary>
/// <remarks>An alias gives the node that it names, not a copy: documents are graphs here and become trees when variables are put in.</remarks>
internal sealed class YamlComposer(Findings findings)
{
    private readonly Dictionary<string, YamlNode?> anchors = new(StringComparer.Ordinal);
    private int merged;

    public YamlNode Scalar(Mark at, string text, bool isPlain, NodeProperties properties) =>
        Store(properties.Anchor, YamlTags.Scalar(at, text, isPlain, properties.Tag, findings));

    public YamlNode Alias(string anchor, Mark at)
    {
        if (!anchors.TryGetValue(anchor, out var node))
        {
            throw new YamlSyntaxException(at, $"the anchor '{anchor}' is not there", NearestName.Fix(anchor, anchors.Keys, "define it above with '&', or put the value in quotes"));
        }
        if (node is null)
        {
            findings.Report(YamlRules.AliasCycle, at, $"the anchor '{anchor}' contains itself", "let the alias name something outside of itself");
            return YamlScalar.Null(at);
        }
        return new YamlAlias(at, node);
    }

    public ListBuilder OpenList(Mark at, NodeProperties properties)
    {
        Open(properties.Anchor);
        return new(this, at, properties);
    }

    public MapBuilder OpenMap(Mark at, NodeProperties properties)
    {
        Open(properties.Anchor);
        return new(this, at, properties, findings);
    }

    private void Spend(int entries, Mark at)
    {
        if ((merged += entries) > ComposeLimits.MergedEntries)
        {
            throw new ComposeLimitException(at, $"'<<' brings in more than {ComposeLimits.MergedEntries} entries");
        }
    }

    private void Open(string? anchor)
    {
        if (anchor is not null)
        {
            anchors[anchor] = null;
        }
    }

    private YamlNode Store(string? anchor, YamlNode node)
    {
        if (anchor is not null)
        {
            anchors[anchor] = node;
        }
        return node;
    }

    /// <summary>A list in the making.</summary>
    public readonly struct ListBuilder(YamlComposer composer, Mark at, NodeProperties properties)
    {
        private readonly List<YamlNode> items = [];

        public void Add(YamlNode item) => items.Add(item);

        public YamlNode Close() => composer.Store(properties.Anchor, new YamlList(at, [.. items.Select(YamlAlias.Meaning)])
        {
            Tag = YamlTags.MergeTagOf(properties.Tag),
            Written = items.Exists(YamlAlias.IsIn) ? items : null,
        });
    }

    /// <summary>A mapping in the making.</summary>
    public readonly struct MapBuilder(YamlComposer composer, Mark at, NodeProperties properties, Findings findings)
    {
        private readonly YamlMapBuilder map = new(at, YamlTags.MergeTagOf(properties.Tag), findings, composer.Spend);

        public void Add(YamlNode key, YamlNode value) => map.Add(key, value);

        public YamlNode Close() => composer.Store(properties.Anchor, map.Build());
    }
}

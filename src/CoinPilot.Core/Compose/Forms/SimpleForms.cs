using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose.Forms;

/// <summary>`build: path`.</summary>
internal static class BuildForm
{
    public static YamlNode ToLong(YamlNode node, FormContext context)
    {
        if (node is not YamlScalar { Kind: ScalarKind.String })
        {
            return node;
        }
        var map = new YamlMap(node.At);
        map.Set("context", node);
        return map;
    }
}

/// <summary>One text in place of a list.</summary>
internal static class TextListForm
{
    public static YamlNode ToLong(YamlNode node, FormContext context) =>
        node is YamlScalar { Kind: ScalarKind.String } ? new YamlList(node.At, [node]) : node;
}

/// <summary>A list of names in place of a mapping.</summary>
internal static class NamesForm
{
    public static YamlNode ToLong(YamlNode node, FormContext context)
    {
        if (node is not YamlList list)
        {
            return node;
        }
        var map = new YamlMap(node.At, list.Items.Count);
        foreach (var item in list.Items.OfType<YamlScalar>())
        {
            map.Set(item.Text, item.At, YamlScalar.Null(item.At));
        }
        return map;
    }
}

/// <summary>A list of services in place of conditions.</summary>
internal static class DependsOnForm
{
    public static YamlNode ToLong(YamlNode node, FormContext context)
    {
        if (node is YamlList list)
        {
            var map = new YamlMap(node.At, list.Items.Count);
            foreach (var item in list.Items.OfType<YamlScalar>())
            {
                map.Set(item.Text, item.At, WithDefaults(new YamlMap(item.At)));
            }
            return map;
        }
        foreach (var entry in node is YamlMap given ? given.Entries : [])
        {
            if (entry.Value is YamlMap condition)
            {
                WithDefaults(condition);
            }
        }
        return node;
    }

    public static YamlMap WithDefaults(YamlMap dependency)
    {
        if (!dependency.Has("condition"))
        {
            dependency.Set("condition", YamlScalar.String(dependency.At, "service_started"));
        }
        if (!dependency.Has("required"))
        {
            dependency.Set("required", YamlScalar.Bool(dependency.At, true));
        }
        return dependency;
    }
}

/// <summary>`env_file: path`, and paths in the list.</summary>
internal static class EnvFileForm
{
    public static YamlNode ToLong(YamlNode node, FormContext context) =>
        node is YamlList list ? new YamlList(list.At, [.. list.Items.Select(Entry)]) : new YamlList(node.At, [Entry(node)]);

    private static YamlNode Entry(YamlNode node)
    {
        var map = node as YamlMap;
        if (map is null)
        {
            map = new YamlMap(node.At);
            map.Set("path", node);
        }
        if (!map.Has("required"))
        {
            map.Set("required", YamlScalar.Bool(node.At, true));
        }
        return map;
    }
}

/// <summary>A secret or config by its name alone.</summary>
internal static class FileMountForm
{
    public static YamlNode ToLong(YamlNode node, FormContext context)
    {
        if (node is not YamlScalar)
        {
            return node;
        }
        var map = new YamlMap(node.At);
        map.Set("source", node);
        return map;
    }
}

/// <summary>`gpus: all`.</summary>
internal static class GpusForm
{
    public static YamlNode ToLong(YamlNode node, FormContext context)
    {
        if (node is not YamlScalar)
        {
            return node;
        }
        var map = new YamlMap(node.At);
        map.Set("count", YamlScalar.String(node.At, "all"));
        return new YamlList(node.At, [map]);
    }
}

/// <summary>One number for both limits.</summary>
internal static class UlimitForm
{
    public static YamlNode ToLong(YamlNode node, FormContext context)
    {
        if (node is not (YamlMap or YamlScalar { Kind: ScalarKind.Int or ScalarKind.Unknown, IsOverlong: false }))
        {
            context.Report(FormRules.Ulimit, node.At, $"a limit is a whole number or a mapping, not a {node.TypeName}", "write a number, or soft: and hard:");
        }
        return node;
    }
}

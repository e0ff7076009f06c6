using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose.Forms;

/// <summary>A list of NAME=path in place of a mapping.</summary>
internal static class KeyValueForm
{
    public static YamlNode ToLong(YamlNode node, FormContext context)
    {
        if (node is not YamlList list)
        {
            foreach (var entry in ((node as YamlMap)?.Entries ?? []).Where(e => e.Value is not YamlScalar { Kind: ScalarKind.String or ScalarKind.Unknown }))
            {
                context.Report(FormRules.KeyValue, entry.Value.At, $"the context '{entry.Key}' is a {entry.Value.TypeName}, but must be text", "write NAME: path");
            }
            return node;
        }
        var map = new YamlMap(node.At, list.Items.Count);
        foreach (var item in list.Items.OfType<YamlScalar>())
        {
            var equals = item.Text.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                context.Report(FormRules.KeyValue, item.At, $"'{item.Text}' has no '='", "write NAME=path");
                continue;
            }
            map.Set(item.Text[..equals], item.At, YamlScalar.String(item.At, item.Text[(equals + 1)..]));
        }
        return map;
    }
}

/// <summary>A list of `default` and ID=path in place of a mapping.</summary>
internal static class SshForm
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
            var equals = item.Text.IndexOf('=', StringComparison.Ordinal);
            if (equals >= 0)
            {
                map.Set(item.Text[..equals], item.At, YamlScalar.String(item.At, item.Text[(equals + 1)..]));
            }
            else if (item.Text == "default" || item.IsPartlyUnknown)
            {
                map.Set(item.Text, item.At, YamlScalar.Null(item.At));
            }
            else
            {
                context.Report(FormRules.Ssh, item.At, $"'{item.Text}' is no SSH key", "write `default` or ID=path");
            }
        }
        return map;
    }
}

/// <summary>source[:target[:permissions]].</summary>
internal static class DeviceForm
{
    public static YamlNode ToLong(YamlNode node, FormContext context)
    {
        if (node is not YamlScalar { Kind: ScalarKind.String } scalar)
        {
            return node;
        }
        var parts = scalar.IsPartlyUnknown ? UnknownText.Split(scalar.Text, ':') : scalar.Text.Split(':');
        if (parts.Length > 3)
        {
            context.Report(FormRules.Device, node.At, $"'{scalar.Text}' has more than three parts", "use source, target and permissions in long form");
        }
        var map = new YamlMap(node.At);
        var target = parts.Length > 1 && parts[1].Length > 0 ? parts[1] : parts[0];
        map.Set("source", YamlScalar.String(node.At, parts[0]));
        map.Set("target", YamlScalar.String(node.At, target));
        map.Set("permissions", YamlScalar.String(node.At, parts.Length > 2 ? parts[2] : "rwm"));
        return map;
    }
}

/// <summary>`external: {name: …}`, the old way.</summary>
internal static class ExternalForm
{
    public static YamlNode ToLong(YamlNode node, FormContext context)
    {
        if (node is not (YamlMap or YamlScalar { Kind: ScalarKind.Null }))
        {
            context.Report(Schema.SchemaRules.WrongType, node.At, $"what stands here is a mapping, not a {node.TypeName}", "write `{}`, or options below the name");
        }
        if (node is not YamlMap map || map["external"] is not YamlMap external)
        {
            return node;
        }
        map.Set("external", YamlScalar.Bool(external.At, true));
        if (external["name"] is YamlScalar name)
        {
            if (map["name"] is YamlScalar own && own.Text != name.Text)
            {
                context.Report(FormRules.ExternalName, name.At, $"external.name is '{name.Text}' and name is '{own.Text}'",
                    "keep `name:` with `external: true`");
            }
            map.Set("name", name);
        }
        return map;
    }
}

/// <summary>Text with expressions in it that only the host resolves.</summary>
internal static class UnknownText
{
    /// <summary>Splits outside of `${…}`.</summary>
    public static string[] Split(string text, char separator)
    {
        var parts = new List<string>();
        var (start, depth) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '{' && i > 0 && text[i - 1] == '$')
            {
                depth++;
            }
            else if (text[i] == '}' && depth > 0)
            {
                depth--;
            }
            else if (text[i] == separator && depth == 0)
            {
                parts.Add(text[start..i]);
                start = i + 1;
            }
        }
        parts.Add(text[start..]);
        return [.. parts];
    }
}

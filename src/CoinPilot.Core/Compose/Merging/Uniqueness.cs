using CoinPilot.Compose.Forms;
using CoinPilot.Compose.Schema;
using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose.Merging;

/// <summary>Of list items that mean the same thing, only the last stays, in the place of the first.</summary>
internal sealed class Uniqueness(Findings findings)
{
    public void Apply(YamlMap map, ValueSchema schema)
    {
        for (var i = 0; i < map.Count; i++)
        {
            var entry = map.Entries[i];
            if (schema.Child(entry.Key) is not { } child)
            {
                continue;
            }
            switch (entry.Value)
            {
                case YamlMap below:
                    Apply(below, child);
                    break;
                case YamlList list when child.Identity != IdentityRule.None:
                    map.SetAt(i, Reduce(list, child.Identity));
                    break;
                default:
                    break;
            }
        }
    }

    private YamlList Reduce(YamlList list, IdentityRule rule)
    {
        var places = new Dictionary<string, int>(list.Items.Count, StringComparer.Ordinal);
        var kept = new List<YamlNode>(list.Items.Count);
        foreach (var item in list.Items)
        {
            if (Identity(item, rule) is not { } key)
            {
                continue;
            }
            if (places.TryAdd(key, kept.Count))
            {
                kept.Add(item);
            }
            else
            {
                kept[places[key]] = item;
            }
        }
        return kept.Count == list.Items.Count ? list : new YamlList(list.At, kept);
    }

    /// <summary>What the item is known by, or null when it has been reported and is dropped.</summary>
    private string? Identity(YamlNode item, IdentityRule rule) => rule switch
    {
        IdentityRule.Volume => Volume(item),
        IdentityRule.Device => Device(item),
        IdentityRule.Mount => Mount(item, ""),
        IdentityRule.SecretMount => Mount(item, "/run/secrets"),
        IdentityRule.Expose => Expose(item),
        IdentityRule.Port => Port(item),
        IdentityRule.EnvFile => item is YamlMap map ? Text(map["path"]) ?? Missing(item) : Text(item) ?? "",
        _ => KeyValue(item),
    };

    /// <summary>The schema says what is missing.</summary>
    private static string Missing(YamlNode item) => $"?{item.At.Line}:{item.At.Column}";

    private string? KeyValue(YamlNode item)
    {
        if (item is YamlScalar { Kind: ScalarKind.String or ScalarKind.Unknown } scalar)
        {
            var equals = scalar.Text.IndexOf('=', StringComparison.Ordinal);
            return equals < 0 ? scalar.Text : scalar.Text[..equals];
        }
        findings.Report(FormRules.ItemNotText, item.At, $"an item of this list is text, not a {item.TypeName}",
            item is YamlScalar s ? $"put it in quotes: \"{s.Text}\"" : "write KEY=value");
        return null;
    }

    private string? Volume(YamlNode item)
    {
        switch (item)
        {
            case YamlMap map when Text(map["target"]) is { } target:
                return target;
            case YamlMap:
                findings.Report(FormRules.VolumeTarget, item.At, "the mount has no target", "say where it appears in the container: `target: /path`");
                return null;
            case YamlScalar { Kind: ScalarKind.String } scalar when VolumeForm.Fault(scalar.Text) is { } fault:
                findings.Report(FormRules.Volume, item.At, fault, "write [source:]target[:options], or the long form");
                return null;
            case YamlScalar { Kind: ScalarKind.String } scalar:
                return VolumeForm.Target(scalar.Text);
            default:
                return "";
        }
    }

    private string? Device(YamlNode item)
    {
        switch (item)
        {
            case YamlMap map when Text(map["target"]) is { } target:
                return target;
            case YamlMap:
                findings.Report(FormRules.Device, item.At, "the device has no target", "say where it appears in the container: `target: /dev/…`");
                return null;
            case YamlScalar { Kind: ScalarKind.String } scalar:
                var parts = UnknownText.Split(scalar.Text, ':');
                return parts[parts.Length == 1 ? 0 : 1];
            default:
                return "";
        }
    }

    private static string Mount(YamlNode item, string folder) =>
        item is YamlMap map ? Text(map["target"]) ?? $"{folder}/{Text(map["source"])}" : $"{folder}/{Text(item)}";

    private string? Expose(YamlNode item)
    {
        if (item is YamlScalar { Kind: ScalarKind.String or ScalarKind.Int or ScalarKind.Unknown, IsOverlong: false } scalar)
        {
            return scalar.Text;
        }
        findings.Report(FormRules.Port, item.At, $"an exposed port is a number or text, not a {item.TypeName}", "put it in quotes: \"8000\"");
        return null;
    }

    private string? Port(YamlNode item)
    {
        switch (item)
        {
            case YamlMap map when map["target"] is YamlScalar target:
                // A published number and a published text are not the same to Compose.
                var published = map["published"] is YamlScalar { Kind: ScalarKind.Int } number ? "#" + number.Text : Text(map["published"]);
                return $"{Text(map["host_ip"]) ?? "0.0.0.0"}:{published}:{target.Text}/{Text(map["protocol"]) ?? "tcp"}";
            case YamlMap:
                findings.Report(FormRules.PortTarget, item.At, "the port has no target", "say which port of the container: `target: 80`");
                return null;
            case YamlScalar { Kind: ScalarKind.Int or ScalarKind.String } scalar:
                return scalar.Text;
            default:
                return "";
        }
    }

    private static string? Text(YamlNode? node) => node is YamlScalar { Kind: not ScalarKind.Null } scalar ? scalar.Text : null;
}

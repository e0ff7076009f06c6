using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace CoinPilot.Compose.Yaml;

/// <summary>What a tag makes of a scalar; tags of one's own change nothing.</summary>
internal static class YamlTags
{
    private const string Prefix = "tag:yaml.org,2002:";

    public static YamlScalar Scalar(Mark at, Scalar e, MergeTag merge, Findings findings)
    {
        var tag = e.Tag.IsEmpty || e.Tag.IsNonSpecific ? "" : e.Tag.Value;
        var plain = e.Style == ScalarStyle.Plain;
        var node = tag switch
        {
            "" when e.Tag.IsNonSpecific || !plain => YamlScalar.String(at, e.Value),
            Prefix + "str" => YamlScalar.String(at, e.Value),
            Prefix + "binary" => Binary(at, e.Value, findings),
            _ => ScalarResolver.Resolve(at, e.Value),
        };
        if (tag.StartsWith(Prefix, StringComparison.Ordinal) && Mismatch(tag[Prefix.Length..], node.Kind))
        {
            findings.Report(YamlRules.Tag, at, $"'{e.Value}' is no !!{tag[Prefix.Length..]}", "remove the tag or correct the value");
        }
        return merge == MergeTag.None ? node : new YamlScalar(at, node.Kind, node.Text, node.Number) { Tag = merge };
    }

    private static bool Mismatch(string type, ScalarKind kind) => type switch
    {
        "int" => kind != ScalarKind.Int,
        "float" => kind is not (ScalarKind.Float or ScalarKind.Int),
        "bool" => kind != ScalarKind.Bool,
        "null" => kind != ScalarKind.Null,
        "timestamp" => kind != ScalarKind.Time,
        _ => false,
    };

    private static YamlScalar Binary(Mark at, string text, Findings findings)
    {
        var buffer = new byte[text.Length];
        if (Convert.TryFromBase64String(text, buffer, out var length))
        {
            return YamlScalar.String(at, Encoding.UTF8.GetString(buffer, 0, length));
        }
        findings.Report(YamlRules.Tag, at, "the value is no base64, as !!binary asks", "remove the tag or correct the value");
        return YamlScalar.String(at, text);
    }
}

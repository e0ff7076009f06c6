using System.Text;

namespace CoinPilot.Compose.Yaml;

/// <summary>What a tag makes of a node; a tag of one's own makes text of a value.</summary>
internal static class YamlTags
{
    private const string Prefix = "tag:yaml.org,2002:";

    public static MergeTag MergeTagOf(string? tag) => tag switch
    {
        "!reset" => MergeTag.Reset,
        "!override" => MergeTag.Override,
        _ => MergeTag.None,
    };

    public static YamlScalar Scalar(Mark at, string text, bool isPlain, string? tag, Findings findings)
    {
        var type = tag?.StartsWith(Prefix, StringComparison.Ordinal) == true ? tag[Prefix.Length..] : null;
        var node = type switch
        {
            "int" or "float" or "bool" or "null" or "timestamp" => ScalarResolver.Resolve(at, text),
            "binary" => Binary(at, text, findings),
            null when isPlain && tag is null or "!" => ScalarResolver.Resolve(at, text),
            _ => YamlScalar.String(at, text),
        };
        if (type == "float" && node.Kind == ScalarKind.Int)
        {
            node = new(at, ScalarKind.Float, GoFormat.Float(node.Number), node.Number);
        }
        if (type is not null && Mismatch(type, node.Kind))
        {
            findings.Report(YamlRules.Tag, at, $"'{text}' is no !!{type}", "remove the tag or correct the value");
        }
        var isMerge = text == "<<" && (type == "merge" || (tag is null or "!" && isPlain));
        var merge = MergeTagOf(tag);
        return merge == MergeTag.None && !isMerge ? node : new YamlScalar(at, node.Kind, node.Text, node.Number) { Tag = merge, IsMergeKey = isMerge };
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

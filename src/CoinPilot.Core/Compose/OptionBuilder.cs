using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Compose.Schema;
using CoinPilot.Compose.Values;
using CoinPilot.Compose.Variables;
using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose;

/// <summary>Options in the types that Compose gives them: sizes in bytes, texts as texts, lists of KEY=value as mappings.</summary>
internal static class OptionBuilder
{
    /// <summary>Every key of the mapping but extensions and those that the model has a place of its own for.</summary>
    public static ImmutableArray<ComposeOption> Of(YamlMap? map, ValueSchema schema, params string[] without) =>
    [
        .. (map?.Entries ?? []).Where(e => !schema.IsExtension(e.Key) && !without.Contains(e.Key)).Select(e => Of(e.Key, e.Value, schema.Child(e.Key))),
    ];

    private static ComposeOption Of(string key, YamlNode node, ValueSchema? schema) => node switch
    {
        _ when schema?.Decode is DecodeAs.TextMap or DecodeAs.StrictTextMap => new(key, null, [.. Pairs(node).Select(p => p with { Value = p.Value ?? "" })]),
        _ when schema?.Decode is DecodeAs.Environment => new(key, null, Pairs(node)),
        _ when schema?.Decode is DecodeAs.HostList => new(key, null, Hosts(node)) { IsList = true },
        YamlMap map => new(key, null, [.. map.Entries.Where(e => schema?.IsExtension(e.Key) != true).Select(e => Of(e.Key, e.Value, schema?.Child(e.Key)))]),
        YamlList list => new(key, null, [.. list.Items.Select(i => Of("", i, schema?.Items))]) { IsList = true },
        YamlScalar { Kind: ScalarKind.String } text when schema is { IsList: true } => new(key, null, [Scalar("", text, schema.Items)]) { IsList = true },
        YamlScalar scalar => Scalar(key, scalar, schema),
        _ => new(key, null, []),
    };

    private static ComposeOption Scalar(string key, YamlScalar scalar, ValueSchema? schema)
    {
        if (scalar.Kind == ScalarKind.Null || scalar.IsUnknown())
        {
            return new(key, scalar.Text(), [], scalar.Kind == ScalarKind.String);
        }
        var isText = schema is { Decode: DecodeAs.Text or DecodeAs.Size } || (schema is { Decode: DecodeAs.AsIs } && scalar.Kind == ScalarKind.Bool && (schema.Accepts & Shape.Text) != 0);
        return schema?.Decode switch
        {
            DecodeAs.Bool when TextCast.Bool(scalar.Text) is { } flag => new(key, flag ? "true" : "false", []),
            DecodeAs.Size when scalar.Kind == ScalarKind.String && ByteSize.Parse(scalar.Text) is { } bytes =>
                new(key, bytes.ToString(CultureInfo.InvariantCulture), [], IsText: true),
            // What is no whole number that Compose can hold counts for nothing.
            DecodeAs.Size when scalar.Kind == ScalarKind.Float || scalar.IsOverlong => new(key, "0", [], IsText: true),
            _ when !isText && scalar.Kind == ScalarKind.Float && schema is not null =>
                new(key, double.IsFinite(scalar.Number) ? ((long)scalar.Number).ToString(CultureInfo.InvariantCulture) : "0", []),
            _ => new(key, scalar.Text, [], isText || (schema is null or { Decode: DecodeAs.AsIs } && scalar.Kind == ScalarKind.String)),
        };
    }

    private static ImmutableArray<ComposeOption> Pairs(YamlNode node) => node switch
    {
        YamlMap map => [.. map.Entries.Select(e => new ComposeOption(e.Key, e.Value.Text(), [], IsText: true))],
        YamlList list => [.. list.Items.OfType<YamlScalar>().Select(i => i.Text.Split('=', 2)).Select(p => new ComposeOption(p[0], p.ElementAtOrDefault(1), [], IsText: true))],
        _ => [],
    };

    /// <summary>HOST=IP; a host may have several.</summary>
    private static ImmutableArray<ComposeOption> Hosts(YamlNode node)
    {
        var hosts = node switch
        {
            YamlMap map => map.Entries.SelectMany(e => (e.Value is YamlList several ? several.Items : [e.Value]).Select(ip => $"{e.Key}={ip.Text()}")),
            YamlList list => list.Items.Select(i => HostOf(i.Text() ?? "")),
            _ => [],
        };
        return [.. hosts.Select(h => new ComposeOption("", h, [], IsText: true))];
    }

    private static string HostOf(string text)
    {
        var separator = text.IndexOf('=', StringComparison.Ordinal) is var equals and >= 0 ? equals : text.IndexOf(':', StringComparison.Ordinal);
        return separator < 0 ? text : $"{text[..separator]}={text[(separator + 1)..]}";
    }
}

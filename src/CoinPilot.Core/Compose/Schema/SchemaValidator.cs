using System.Text;
using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose.Schema;

/// <summary>Checks a tree against the specification and takes out what doesn't fit, so that later checks don't stumble over it.</summary>
internal sealed class SchemaValidator(Findings findings, HashSet<string> removed)
{
    public void Validate(YamlMap root) => Map(root, FileSchema.File, "");

    /// <summary>Whether the value may stay.</summary>
    private bool Value(YamlNode node, ValueSchema schema, string path)
    {
        if (!Fits(node, schema.Accepts))
        {
            findings.Report(SchemaRules.WrongType, node.At, $"{Subject(path)} is a {node.TypeName}, but must be {Names(schema.Accepts)}", Quoting(node, schema.Accepts));
            return false;
        }
        return node switch
        {
            YamlMap map when schema.IsMap => Map(map, schema, path),
            YamlList list when schema.IsList => List(list, schema, path),
            YamlScalar scalar => Scalar(scalar, schema, path),
            _ => true,
        };
    }

    private bool Map(YamlMap map, ValueSchema schema, string path)
    {
        var bad = new HashSet<string>();
        foreach (var entry in map.Entries)
        {
            var below = path.Length == 0 ? entry.Key : $"{path}.{entry.Key}";
            if (schema.Checked(entry.Key) is { } child)
            {
                if (!Value(entry.Value, child, below))
                {
                    bad.Add(entry.Key);
                }
            }
            else if (!schema.IsExtension(entry.Key) && !schema.OpenToMisnamed)
            {
                UnknownKey(entry, schema, path);
                bad.Add(entry.Key);
            }
        }
        map.RemoveWhere(e => bad.Contains(e.Key));
        removed.UnionWith(bad.Select(b => path.Length == 0 ? b : $"{path}.{b}"));
        var complete = true;
        foreach (var required in schema.Required)
        {
            if (!map.Has(required) && !bad.Contains(required))
            {
                findings.Report(SchemaRules.MissingKey, map.At, $"{Subject(path)} lacks '{required}'", $"add `{required}:`");
                complete = false;
            }
        }
        return complete && bad.Intersect(schema.Required).Any() is false;
    }

    private void UnknownKey(YamlEntry entry, ValueSchema schema, string path)
    {
        if (schema.Others is not null && !schema.OtherNames.Fits(entry.Key))
        {
            findings.Report(SchemaRules.BadName, entry.KeyAt, $"'{entry.Key}' is no name in {Subject(path)}", $"use {schema.OtherNames.Description}");
            return;
        }
        var otherwise = schema.Extensions ? "remove it, or name it x-… if it is your own" : "remove it";
        var meant = NearestName.For(entry.Key, schema.Keys.Keys);
        removed.Add($"{path}.{meant}");
        findings.Report(SchemaRules.UnknownKey, entry.KeyAt, $"unknown key '{entry.Key}' in {Subject(path)}",
            meant is null ? otherwise : $"did you mean '{meant}'?");
    }

    private bool List(YamlList list, ValueSchema schema, string path)
    {
        if (schema.Items is { } items)
        {
            var position = 0;
            list.Items.RemoveAll(item => !Value(item, items, $"{path}[{position++}]"));
        }
        if (schema.UniqueItems && list.Items.Count > 1)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var item in list.Items)
            {
                if (!seen.Add(Fingerprint(item)))
                {
                    findings.Report(SchemaRules.RepeatedItem, item.At, $"{Subject(path)} has this item twice", "remove one of them");
                }
            }
        }
        return true;
    }

    private bool Scalar(YamlScalar scalar, ValueSchema schema, string path)
    {
        if (scalar.Kind is ScalarKind.Int or ScalarKind.Float && (scalar.Number < schema.Minimum || scalar.Number > schema.Maximum))
        {
            findings.Report(SchemaRules.OutOfRange, scalar.At, $"{Subject(path)} is {scalar.Text}, but must be {Bounds(schema)}", "correct the number");
            return false;
        }
        if (scalar.Kind != ScalarKind.String || scalar.IsPartlyUnknown)
        {
            return true;
        }
        if (schema.OneOf.Length > 0 && !schema.OneOf.Contains(scalar.Text))
        {
            findings.Report(SchemaRules.UnknownValue, scalar.At, $"{Subject(path)} is '{scalar.Text}', but must be {string.Join(", ", schema.OneOf)}",
                NearestName.Fix(scalar.Text, schema.OneOf, "use one of these"));
            return false;
        }
        if (schema.Pattern is { } pattern && !pattern(scalar.Text))
        {
            findings.Report(SchemaRules.BadPattern, scalar.At, $"{Subject(path)} is '{scalar.Text}'", $"use {schema.PatternText}");
            return false;
        }
        return true;
    }

    private static bool Fits(YamlNode node, Shape accepts) => (accepts & Shape.Any) != 0 || (node switch
    {
        YamlMap => accepts & Shape.Map,
        YamlList => accepts & Shape.List,
        YamlScalar scalar => scalar.Kind switch
        {
            ScalarKind.Null => accepts & Shape.Null,
            ScalarKind.Bool => accepts & Shape.Bool,
            ScalarKind.Int => accepts & (Shape.Int | Shape.Number),
            ScalarKind.Float => accepts & (double.IsFinite(scalar.Number) && scalar.Number == Math.Floor(scalar.Number) ? Shape.Int | Shape.Number : Shape.Number),
            ScalarKind.String => accepts & Shape.Text,
            ScalarKind.Unknown => accepts & (Shape.Text | Shape.Int | Shape.Number | Shape.Bool),
            _ => Shape.None,
        },
        _ => Shape.None,
    }) != 0;

    private static string Subject(string path) => path.Length == 0 ? "the file" : path;

    private static string Names(Shape accepts) => string.Join(" or ", NamesOf(accepts));

    private static IEnumerable<string> NamesOf(Shape accepts)
    {
        (Shape, string)[] names =
        [
            (Shape.Text, "text"), (Shape.Int, "a whole number"), (Shape.Number, "a number"), (Shape.Bool, "a boolean"),
            (Shape.List, "a list"), (Shape.Map, "a mapping"), (Shape.Null, "nothing"),
        ];
        return names.Where(n => (accepts & n.Item1) != 0).Select(n => n.Item2);
    }

    private static string Quoting(YamlNode node, Shape accepts) => node switch
    {
        YamlScalar { Kind: ScalarKind.Null } => "give it a value or remove the key",
        YamlScalar scalar when (accepts & Shape.Text) != 0 => $"put it in quotes: \"{scalar.Text}\"",
        _ => "correct the value",
    };

    private static string Bounds(ValueSchema schema) =>
        double.IsInfinity(schema.Maximum) ? $"at least {schema.Minimum}" : $"from {schema.Minimum} to {schema.Maximum}";

    private static string Fingerprint(YamlNode node)
    {
        var text = new StringBuilder();
        Write(node, text);
        return text.ToString();
    }

    private static void Write(YamlNode node, StringBuilder text)
    {
        switch (node)
        {
            case YamlScalar scalar:
                var kind = scalar.Kind is ScalarKind.Int or ScalarKind.Float ? 'n' : (char)('A' + (int)scalar.Kind);
                text.Append(kind).Append(scalar.Text.Length).Append(':').Append(scalar.Text);
                break;
            case YamlList list:
                text.Append('[');
                list.Items.ForEach(i => Write(i, text));
                text.Append(']');
                break;
            case YamlMap map:
                text.Append('{');
                foreach (var entry in map.Entries.OrderBy(e => e.Key, StringComparer.Ordinal))
                {
                    text.Append(entry.Key.Length).Append(':').Append(entry.Key);
                    Write(entry.Value, text);
                }
                text.Append('}');
                break;
            default:
                break;
        }
    }
}

using System.Globalization;
using CoinPilot.Compose.Schema;
using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose.Variables;

/// <summary>A document with its variables put in, and the places where it takes out what came before.</summary>
internal sealed record ComposeDocument(YamlMap Root, IReadOnlyList<string[]> Resets);

/// <summary>Makes a tree of a document's graph, puts variables into every value, and turns text into numbers and booleans where they belong.</summary>
internal sealed class Interpolation
{
    private readonly ComposeVariables variables;
    private readonly Findings findings;
    private readonly List<string[]> resets = [];
    private readonly List<string> path = [];
    private int room;

    private Interpolation(ComposeVariables variables, Findings findings, int room)
    {
        this.variables = variables;
        this.findings = findings;
        this.room = room;
    }

    /// <param name="document">The graph as it was read.</param>
    /// <param name="variables">The values.</param>
    /// <param name="fileSize">Bounds the nodes of the file itself; aliases may add a fixed number.</param>
    /// <param name="findings">Hears of faults.</param>
    public static ComposeDocument? Apply(YamlMap document, ComposeVariables variables, int fileSize, Findings findings)
    {
        var work = new Interpolation(variables, findings, fileSize + ComposeLimits.AliasNodes);
        try
        {
            return new(work.Map(document, FileSchema.File), work.resets);
        }
        catch (ComposeLimitException e)
        {
            findings.Report(YamlRules.TooLarge, e.At, e.Message, "use fewer aliases");
            return null;
        }
    }

    private YamlNode? Node(YamlNode node, ValueSchema? schema)
    {
        if (--room < 0)
        {
            throw new ComposeLimitException(node.At, $"aliases make more than {ComposeLimits.AliasNodes} values of this file");
        }
        if (node.Tag != MergeTag.None)
        {
            resets.Add([.. path]);
        }
        return node switch
        {
            { Tag: MergeTag.Reset } => null,
            YamlMap map => Map(map, schema),
            YamlList list => List(list, schema),
            YamlScalar { Kind: ScalarKind.String } scalar => Text(scalar, schema),
            _ => node,
        };
    }

    private YamlMap Map(YamlMap map, ValueSchema? schema)
    {
        var copy = new YamlMap(map.At, map.Count);
        foreach (var entry in map.Entries)
        {
            Enter(entry.Key, entry.KeyAt);
            if (Node(entry.Value, schema?.Child(entry.Key)) is { } value)
            {
                copy.Set(entry.Key, entry.KeyAt, value);
            }
            path.RemoveAt(path.Count - 1);
        }
        return copy;
    }

    private YamlList List(YamlList list, ValueSchema? schema)
    {
        var items = new List<YamlNode>(list.Items.Count);
        Enter("[]", list.At);
        foreach (var item in list.Items)
        {
            if (Node(item, schema?.Items) is { } value)
            {
                items.Add(value);
            }
        }
        path.RemoveAt(path.Count - 1);
        return new YamlList(list.At, items);
    }

    private void Enter(string key, Mark at)
    {
        if (path.Count > ComposeLimits.Depth)
        {
            throw new ComposeLimitException(at, $"aliases nest this file more than {ComposeLimits.Depth} levels deep");
        }
        path.Add(key);
    }

    private YamlScalar Text(YamlScalar scalar, ValueSchema? schema)
    {
        var cast = schema?.Cast ?? CastTo.Nothing;
        var (text, unknown, before) = (scalar.Text, false, variables.UseCount);
        if (text.Contains('$', StringComparison.Ordinal))
        {
            (text, unknown) = variables.Substitute(text, scalar.At, findings);
        }
        else if (cast == CastTo.Nothing)
        {
            return scalar;
        }
        if (cast == CastTo.Nothing)
        {
            return new(scalar.At, ScalarKind.String, text) { IsPartlyUnknown = unknown, IsLiteral = variables.UseCount == before, Unexpanded = scalar.Text };
        }
        return unknown ? new(scalar.At, ScalarKind.Unknown, text) { IsPartlyUnknown = true } : Cast(scalar.At, text, cast);
    }

    private YamlScalar Cast(Mark at, string text, CastTo cast)
    {
        var value = TextCast.To(cast, at, text);
        if (value is not null)
        {
            return value;
        }
        var wanted = cast switch { CastTo.Bool => "boolean", CastTo.Int => "whole number", _ => "number" };
        findings.Report(VariableRules.Cast, at, $"{string.Join('.', path)}: '{text}' is no {wanted}",
            text.Length == 0 ? "the variable is empty: give it a value or a default" : $"write a {wanted}");
        return new(at, ScalarKind.Unknown, text);
    }
}

/// <summary>Text as the number or boolean that it spells.</summary>
internal static class TextCast
{
    public static YamlScalar? To(CastTo cast, Mark at, string text) => cast switch
    {
        CastTo.Bool => Bool(text) is { } flag ? YamlScalar.Bool(at, flag) : null,
        CastTo.Int => Int(text) is { } number ? YamlScalar.Int(at, number) : null,
        CastTo.Float => Float(text) is { } number ? new(at, ScalarKind.Float, GoFormat.Float(number), number) : null,
        _ => YamlScalar.String(at, text),
    };

    public static bool? Bool(string text) => text.ToLowerInvariant() switch
    {
        "true" or "y" or "yes" or "on" => true,
        "false" or "n" or "no" or "off" => false,
        _ => null,
    };

    public static long? Int(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && !text.Contains(' ', StringComparison.Ordinal)
            ? value
            : null;

    public static double? Float(string text) => text.ToLowerInvariant() switch
    {
        "inf" or "+inf" or "infinity" or "+infinity" => double.PositiveInfinity,
        "-inf" or "-infinity" => double.NegativeInfinity,
        "nan" => double.NaN,
        _ => double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var value)
            && !double.IsInfinity(value) ? value : null,
    };
}

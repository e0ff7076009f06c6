using System.Globalization;

namespace CoinPilot.Compose.Yaml;

/// <summary>What a tag asks of the merge of several files.</summary>
internal enum MergeTag
{
    None,
    Reset,
    Override,
}

/// <summary>A piece of a document that knows where it stands.</summary>
internal abstract class YamlNode(Mark at)
{
    public Mark At { get; } = at;

    public MergeTag Tag { get; init; }

    /// <summary>The word for the node's type in messages.</summary>
    public abstract string TypeName { get; }
}

/// <summary>The type that a scalar resolves to.</summary>
internal enum ScalarKind
{
    Null,
    Bool,
    Int,
    Float,
    String,

    /// <summary>A date: Compose has no use for one and refuses it.</summary>
    Time,

    /// <summary>The whole value comes from a variable that only the host knows.</summary>
    Unknown,
}

/// <summary>A single value: its type and its text as Compose would print it.</summary>
internal sealed class YamlScalar(Mark at, ScalarKind kind, string text, double number = 0) : YamlNode(at)
{
    public ScalarKind Kind { get; } = kind;
    public string Text { get; } = text;

    /// <summary>The value of an int, float or bool.</summary>
    public double Number { get; } = number;

    /// <summary>A whole number beyond the signed ones, which Compose reads in few places.</summary>
    public bool IsOverlong => Kind == ScalarKind.Int && Number >= long.MaxValue && !long.TryParse(Text, CultureInfo.InvariantCulture, out _);

    /// <summary>A string that holds an expression which only the host can resolve, so that its form can't be judged.</summary>
    public bool IsPartlyUnknown { get; init; }

    /// <summary>The file says it as it is, without a variable.</summary>
    public bool IsLiteral { get; init; } = true;

    /// <summary>The text before variables were put into it; null where it has none.</summary>
    public string? Unexpanded { get; init; }

    /// <summary>The plain key `&lt;&lt;`.</summary>
    public bool IsMergeKey { get; init; }

    /// <summary>The path before it was made absolute.</summary>
    public string? AsWritten { get; init; }

    public override string TypeName => Kind switch
    {
        ScalarKind.Null => "null",
        ScalarKind.Bool => "boolean",
        ScalarKind.Int => "integer",
        ScalarKind.Float => "number",
        ScalarKind.Time => "date",
        _ => "string",
    };

    public static YamlScalar String(Mark at, string text) => new(at, ScalarKind.String, text);

    public static YamlScalar Bool(Mark at, bool value) => new(at, ScalarKind.Bool, value ? "true" : "false", value ? 1 : 0);

    public static YamlScalar Int(Mark at, long value) =>
        new(at, ScalarKind.Int, value.ToString(CultureInfo.InvariantCulture), value);

    public static YamlScalar Null(Mark at) => new(at, ScalarKind.Null, "");
}

/// <summary>A use of an anchor, as it is written; what it means is the node that it names.</summary>
internal sealed class YamlAlias(Mark at, YamlNode target) : YamlNode(at)
{
    public YamlNode Target { get; } = target;

    public override string TypeName => Target.TypeName;

    public static YamlNode Meaning(YamlNode node) => node is YamlAlias alias ? alias.Target : node;

    /// <summary>Whether an alias stands in it, or is it.</summary>
    public static bool IsIn(YamlNode node) => node is YamlAlias or YamlMap { Written: not null } or YamlList { Written: not null };
}

/// <summary>A list.</summary>
internal sealed class YamlList(Mark at, List<YamlNode> items) : YamlNode(at)
{
    /// <summary>The items with the aliases as they are written; null where there is none.</summary>
    public List<YamlNode>? Written { get; set; }

    public List<YamlNode> Items { get; } = items;
    public override string TypeName => "list";
}

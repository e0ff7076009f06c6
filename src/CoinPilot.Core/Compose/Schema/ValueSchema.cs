using System.Collections.Immutable;

namespace CoinPilot.Compose.Schema;

/// <summary>What may stand at one place of a Compose file, and what becomes of it: one entry says everything about a key.</summary>
internal sealed record ValueSchema(Shape Accepts)
{
    /// <summary>The keys with a meaning.</summary>
    public Dictionary<string, ValueSchema> Keys { get; init; } = [];

    /// <summary>What any other key holds, when its name fits <see cref="OtherNames"/>.</summary>
    public ValueSchema? Others { get; init; }

    public NamePattern OtherNames { get; init; } = NamePattern.Any;

    /// <summary>Keys with other names are let through unread, as the specification does in a few places.</summary>
    public bool OpenToMisnamed { get; init; }

    /// <summary>`x-…` keys are welcome.</summary>
    public bool Extensions { get; init; }
    public ImmutableArray<string> Required { get; init; } = [];
    public ValueSchema? Items { get; init; }
    public bool UniqueItems { get; init; }
    public ImmutableArray<string> OneOf { get; init; } = [];
    public Func<string, bool>? Pattern { get; init; }
    public string PatternText { get; init; } = "";
    public double Minimum { get; init; } = double.NegativeInfinity;
    public double Maximum { get; init; } = double.PositiveInfinity;
    public CastTo Cast { get; init; }
    public MergeRule Merge { get; init; }
    public IdentityRule Identity { get; init; }
    public DecodeAs Decode { get; init; }

    /// <summary>Turns the short form into the long one.</summary>
    public Forms.Form? LongForm { get; init; }

    public bool IsMap => (Accepts & Shape.Map) != 0;

    public bool IsList => (Accepts & Shape.List) != 0;

    /// <summary>What a key holds, or null where nothing is said.</summary>
    public ValueSchema? Child(string key) =>
        Keys.TryGetValue(key, out var known) ? known
        : IsExtension(key) ? null
        : Others is not null && (OpenToMisnamed || OtherNames.Fits(key)) ? Others
        : null;

    /// <summary>The part of the specification that the key's value must fit, or null where there is none.</summary>
    public ValueSchema? Checked(string key) => OpenToMisnamed && !Keys.ContainsKey(key) && !OtherNames.Fits(key) ? null : Child(key);

    public bool IsExtension(string key) => Extensions && key.StartsWith("x-", StringComparison.Ordinal);
}

/// <summary>A rule for names.</summary>
internal sealed record NamePattern(string Description, Func<string, bool> Fits)
{
    public static readonly NamePattern Any = new("any text", static n => n.Length > 0 && !n.StartsWith('\n'));
    public static readonly NamePattern Name = new("letters, digits, '.', '_' and '-'",
        static n => n.Length > 0 && n.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'));
    public static readonly NamePattern LowerCase = new("lower-case letters", static n => n.Length > 0 && n.All(char.IsAsciiLetterLower));
}

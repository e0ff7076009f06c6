namespace CoinPilot.Compose.Yaml;

internal enum TokenKind
{
    VersionDirective,
    TagDirective,
    DocumentStart,
    DocumentEnd,
    StreamEnd,
    BlockSequenceStart,
    BlockMappingStart,
    BlockEnd,
    FlowSequenceStart,
    FlowSequenceEnd,
    FlowMappingStart,
    FlowMappingEnd,
    BlockEntry,
    FlowEntry,
    Key,
    Value,
    Alias,
    Anchor,
    Tag,
    Scalar,
}

/// <summary>One word of YAML. Text is a scalar's value, a name, or a tag's handle, whose rest is the suffix.</summary>
internal readonly record struct YamlToken(TokenKind Kind, Mark At, string Text = "", string Suffix = "", bool IsPlain = false);

/// <summary>The text is no YAML.</summary>
internal sealed class YamlSyntaxException(Mark at, string message, string fix = "correct the syntax here or in the line above") : Exception(message)
{
    public Mark At { get; } = at;

    public string Fix { get; } = fix;
}

namespace CoinPilot.Compose.Yaml;

/// <summary>The checks of a document as YAML.</summary>
internal static class YamlRules
{
    public static readonly ComposeRule Syntax = new("yaml-syntax", Severity.Error, "The file is YAML.");
    public static readonly ComposeRule Encoding = new("yaml-encoding", Severity.Error, "The file is UTF-8 (or UTF-16 with its mark).");
    public static readonly ComposeRule Control = new("yaml-control-character", Severity.Error, "The file has no control characters.");
    public static readonly ComposeRule TooLarge = new("yaml-too-large", Severity.Error, "Size, depth and the growth by aliases are bounded.");
    public static readonly ComposeRule DuplicateKey = new("yaml-duplicate-key", Severity.Error, "No mapping has a key twice.");
    public static readonly ComposeRule KeyNotText = new("yaml-key-not-text", Severity.Error, "Every key is text.");
    public static readonly ComposeRule MergeKey = new("yaml-merge-key", Severity.Error, "`<<` takes a mapping or a list of mappings.");
    public static readonly ComposeRule AliasCycle = new("yaml-alias-cycle", Severity.Error, "No alias stands inside of what it names.");
    public static readonly ComposeRule Tag = new("yaml-tag", Severity.Error, "A value fits its YAML tag.");
}

namespace CoinPilot.Compose.Merging;

/// <summary>The checks of putting files together.</summary>
internal static class MergeRules
{
    public static readonly ComposeRule Conflict = new("merge-conflict", Severity.Error, "A list meets a list and a mapping a mapping.");
    public static readonly ComposeRule ExtendsTarget = new("extends-target", Severity.Error, "The service that `extends` names is there.");
    public static readonly ComposeRule ExtendsFile = new("extends-file", Severity.Error, "The file that `extends` names can be read and has services.");
    public static readonly ComposeRule ExtendsCycle = new("extends-cycle", Severity.Error, "No service extends itself.");
    public static readonly ComposeRule IncludeForm = new("include-form", Severity.Error, "`include` is a list of paths or of mappings with `path`.");
    public static readonly ComposeRule IncludeFile = new("include-file", Severity.Error, "Every included file can be read.");
    public static readonly ComposeRule IncludeCycle = new("include-cycle", Severity.Error, "No file includes itself.");
    public static readonly ComposeRule IncludeConflict = new("include-conflict", Severity.Error, "What is included has no other content than what is there under the same name.");
}

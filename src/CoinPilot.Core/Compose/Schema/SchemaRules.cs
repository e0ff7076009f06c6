namespace CoinPilot.Compose.Schema;

/// <summary>The checks of a file against the specification.</summary>
internal static class SchemaRules
{
    public static readonly ComposeRule UnknownKey = new("unknown-key", Severity.Error, "Every key is one of the specification, or begins with `x-`.");
    public static readonly ComposeRule BadName = new("bad-name", Severity.Error, "Names of services, volumes, secrets, configs and ulimits use the allowed characters.");
    public static readonly ComposeRule WrongType = new("wrong-type", Severity.Error, "Every value has a type that its key takes.");
    public static readonly ComposeRule MissingKey = new("missing-key", Severity.Error, "Keys that a mapping must have are there.");
    public static readonly ComposeRule UnknownValue = new("unknown-value", Severity.Error, "A value is one of those that its key knows.");
    public static readonly ComposeRule BadPattern = new("bad-pattern", Severity.Error, "A text has the form that its key asks for.");
    public static readonly ComposeRule OutOfRange = new("out-of-range", Severity.Error, "A number lies within its bounds.");
    public static readonly ComposeRule RepeatedItem = new("repeated-item", Severity.Error, "A list that is a set has no item twice.");
    public static readonly ComposeRule RootNotMapping = new("root-not-mapping", Severity.Error, "A document is a mapping.");
    public static readonly ComposeRule EmptyFile = new("empty-file", Severity.Error, "A file says something besides `version`.");
}

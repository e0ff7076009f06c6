namespace CoinPilot.Compose.Checks;

/// <summary>The checks of single values in long form.</summary>
internal static class DecodeRules
{
    public static readonly ComposeRule Duration = new("duration-format", Severity.Error, "A duration is a number with a unit, such as 30s or 1m30s.");
    public static readonly ComposeRule Size = new("size-format", Severity.Error, "A size is a number, optionally with b, k, m, g, t or p.");
    public static readonly ComposeRule Command = new("command-quoting", Severity.Error, "Quotes, brackets and backslashes of a command are closed.");
    public static readonly ComposeRule EnvironmentKey = new("environment-key-space", Severity.Error, "No space stands before the `=` of a variable.");
    public static readonly ComposeRule ExtraHost = new("extra-host-format", Severity.Error, "An extra host reads HOST=IP.");
    public static readonly ComposeRule Number = new("number-format", Severity.Error, "A number is one, and not negative where none can be.");
    public static readonly ComposeRule Bool = new("boolean-format", Severity.Error, "A boolean reads true or false.");
    public static readonly ComposeRule Text = new("text-format", Severity.Error, "A text is no fraction and no list.");
    public static readonly ComposeRule Mode = new("mode-format", Severity.Error, "A file mode is octal, such as 0440.");
    public static readonly ComposeRule ExtensionName = new("extension-name", Severity.Error, "Names of networks, hosts and storage options don't begin with `x-`.");
    public static readonly ComposeRule DeviceCount = new("device-count-format", Severity.Error, "A device count is a number or `all`.");
}

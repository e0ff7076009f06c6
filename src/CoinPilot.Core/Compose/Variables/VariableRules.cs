namespace CoinPilot.Compose.Variables;

/// <summary>The checks of variables and of env files.</summary>
internal static class VariableRules
{
    public static readonly ComposeRule Format = new("interpolation-format", Severity.Error, "Every `${…}` is a form that Compose knows.");
    public static readonly ComposeRule Required = new("required-variable", Severity.Error, "A variable with `:?` or `?` has a value.");
    public static readonly ComposeRule Cast = new("interpolation-cast", Severity.Error, "Text where a number or boolean belongs reads as one.");
    public static readonly ComposeRule EnvFileSyntax = new("env-file-syntax", Severity.Error, "An env file consists of KEY=value lines.");
    public static readonly ComposeRule EnvFileMissing = new("env-file-missing", Severity.Error, "The env file is there and is a file.");
    public static readonly ComposeRule ProjectName = new("project-name-invalid", Severity.Error, "The project name has lower-case letters, digits, `-` and `_`.");
}

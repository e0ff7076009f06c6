namespace CoinPilot.Compose.Forms;

/// <summary>The checks of short forms.</summary>
internal static class FormRules
{
    public static readonly ComposeRule Port = new("port-format", Severity.Error, "A port reads [[ip:]host:]container[/protocol].");
    public static readonly ComposeRule Volume = new("volume-format", Severity.Error, "A mount reads [source:]target[:options].");
    public static readonly ComposeRule VolumeTarget = new("volume-target-missing", Severity.Error, "A mount in long form has a target.");
    public static readonly ComposeRule BindSource = new("bind-source-missing", Severity.Error, "A bind mount in long form has a source.");
    public static readonly ComposeRule PortTarget = new("port-target-missing", Severity.Error, "A port in long form has a target.");
    public static readonly ComposeRule Device = new("device-format", Severity.Error, "A device reads source[:target[:permissions]].");
    public static readonly ComposeRule Ssh = new("build-ssh-format", Severity.Error, "An entry of build.ssh is `default` or ID=path.");
    public static readonly ComposeRule KeyValue = new("additional-context-format", Severity.Error, "An entry of additional_contexts reads NAME=path.");
    public static readonly ComposeRule Ulimit = new("ulimit-format", Severity.Error, "A ulimit is a whole number or soft and hard.");
    public static readonly ComposeRule ExternalName = new("external-name-conflict", Severity.Error, "`name` and `external.name` agree.");
    public static readonly ComposeRule ItemNotText = new("list-item-not-text", Severity.Error, "An item of a KEY=value list is text.");
}

using System.Collections.Frozen;

namespace CoinPilot;

/// <summary>The commands that messages tell a person to type next: the only place that knows how they begin.</summary>
public static class Commands
{
    private const string Build = "./build.sh";

    // What a person on the host itself types for a target.
    private static readonly FrozenDictionary<string, string> OnHost = new Dictionary<string, string>
    {
        ["Status"] = "status",
        ["History"] = "history",
        ["Logs"] = "logs",
        ["StartRehearsal"] = "check",
        ["Rollback"] = "rollback",
        ["RevertOnFailure"] = "revert",
        ["TestNotification"] = "notify-test",
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> Looking = new[]
    {
        "Status", "History", "Logs", "StartRehearsal", "Rollback", "RevertOnFailure", "Remove", "VerifyReboot", "TestNotification",
    }.ToFrozenSet();

    private static readonly FrozenSet<string> Deploying = new[]
    {
        "PlanDeployment", "DeployUnit", "UploadUnit", "ReloadDaemon", "StartUnit", "CheckStack",
    }.ToFrozenSet();

    private static volatile string? hostApp;

    // What was typed to reach the host, and what was typed about the release as well: each with a blank before it.
    private static volatile string reaching = "";
    private static volatile string releasing = "";

    public static string CheckStack => Of("CheckStack");

    public static string DeployUnit => Of("DeployUnit");

    public static string History => Of("History");

    public static string LabDown => Of("LabDown");

    public static string LabUp => Of("LabUp");

    public static string Logs => Of("Logs");

    public static string PlanDeployment => Of("PlanDeployment");

    public static string ReloadDaemon => Of("ReloadDaemon");

    public static string Remove => Of("Remove");

    public static string RevertOnFailure => Of("RevertOnFailure");

    public static string Rollback => Of("Rollback");

    public static string StartUnit => Of("StartUnit");

    public static string Status => Of("Status");

    public static string UploadUnit => Of("UploadUnit");

    /// <summary>The command for a target of the build, or for whatever else follows the command's name.</summary>
    public static string Of(string target) =>
        hostApp is { } app && OnHost.GetValueOrDefault(target) is { } word ? ForHost(word, app)
        : $"{Plain(target)}{(Looking.Contains(target) ? reaching : Deploying.Contains(target) ? reaching + releasing : "")}";

    /// <summary>The same without what was typed: for what stays on a host, and must not depend on how a run was asked for.</summary>
    public static string Plain(string target) => $"{Build} {target}";

    /// <summary>The command that a person types on the host itself.</summary>
    /// <param name="word">Such as <c>status</c>.</param>
    public static string ForHost(string word, string app) => $"sudo coinpilot {word} --app {app}";

    /// <summary>Both: the one for where deployments are made, and the one for the host; on the host only that.</summary>
    public static string Anywhere(string target, string app) =>
        hostApp is null && OnHost.GetValueOrDefault(target) is { } word ? $"{Of(target)}, or on the host: {ForHost(word, app)}" : Of(target);

    /// <summary>From here on a command names what was typed: without it the next one would be about another app or host.</summary>
    /// <param name="reach">Options that say which app and host, as they are typed.</param>
    /// <param name="release">Those that say what is deployed there.</param>
    public static void SpeakAsTyped(IEnumerable<string> reach, IEnumerable<string> release)
    {
        reaching = string.Concat(reach.Select(word => $" {word}"));
        releasing = string.Concat(release.Select(word => $" {word}"));
    }

    /// <summary>From here on this process speaks to a person on the host, about this app.</summary>
    public static void SpeakOnHost(string app) => hostApp = app;
}

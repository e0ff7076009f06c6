using System.Collections.Frozen;
using System.Collections.Immutable;
using CoinPilot.Systemd;

namespace CoinPilot.Hosts;

/// <summary>Drop-ins of others on the stack's unit: they outlive a takeover, and most are read after our own (D029).</summary>
public static class DropInCheck
{
    // What decides whether the stack is started, by what, from where, and how long that may take.
    private static readonly FrozenSet<string> Deciding = FrozenSet.Create(
        "Type", "RemainAfterExit", "WorkingDirectory", "RootDirectory", "RootImage", "User", "Group", "DynamicUser", "EnvironmentFile",
        "Restart", "TimeoutSec", "TimeoutStartSec", "TimeoutStopSec", "TimeoutStartFailureMode", "RuntimeMaxSec", "KillMode",
        "SuccessExitStatus", "RestartPreventExitStatus");

    public static ImmutableArray<Diagnostic> Check(HostState host, string unitName) =>
        [.. host.DropIns.Select(dropIn => Check(dropIn, host, unitName)).OfType<Diagnostic>()];

    /// <summary>The commands that take a drop-in away.</summary>
    public static string Removal(string path) => $"sudo rm {ShellWord.Quote(path)} && sudo systemctl daemon-reload";

    private static Diagnostic? Check(DropIn dropIn, HostState host, string unitName)
    {
        var settings = UnitFile.Parse(dropIn.Text).Assignments.ToArray();
        var deciding = Keys(settings.Where(IsDeciding));
        var all = Keys(settings);
        return all.Length == 0 ? null
            : deciding.Length > 0
                ? new("drop-in", Severity.Error, $"{dropIn.Path} sets {deciding} of {unitName}: it would change how a boot starts the stack, also after this deployment.",
                    new SourceLocation(host.Hostname), $"move what the stack needs of it into the Compose file, then on the host: {Removal(dropIn.Path)}")
                : new("drop-in", Severity.Warning, $"{dropIn.Path}, which CoinPilot did not make, sets {all} of {unitName}; it stays in force.",
                    new SourceLocation(host.Hostname), $"if it is no longer wanted, on the host: {Removal(dropIn.Path)}");
    }

    private static string Keys(IEnumerable<UnitEntry.Assignment> settings) =>
        string.Join(", ", settings.Select(setting => setting.Key + "=").Distinct());

    private static bool IsDeciding(UnitEntry.Assignment setting) => setting.Section == "Service" && (
        Deciding.Contains(setting.Key)
        || (setting.Key.StartsWith("Exec", StringComparison.Ordinal) && setting.Key is not ("ExecPaths" or "ExecSearchPath"))
        || (setting.Key is "Environment" && (setting.Value.Length == 0 || setting.Value.Contains("COMPOSE_", StringComparison.Ordinal) || setting.Value.Contains("DOCKER_", StringComparison.Ordinal))));
}

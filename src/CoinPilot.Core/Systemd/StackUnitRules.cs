using System.Collections.Immutable;

namespace CoinPilot.Systemd;

/// <summary>Our own rules for the unit that starts a stack, each with the failure that taught it (D001 to D008).</summary>
internal sealed class StackUnitRules(UnitFile unit, string file)
{
    private static readonly string[] CommandKeys = ["ExecStartPre", "ExecStart", "ExecStartPost", "ExecReload", "ExecStop", "ExecStopPost"];
    private static readonly string[] StartKeys = ["ExecStartPre", "ExecStart"];
    private static readonly string[] BoundedKeys = [.. StartKeys, "ExecReload"];
    private static readonly string[] StrongKeys = ["Requires", "Requisite", "BindsTo", "PartOf"];
    private static readonly string[] WeakKeys = ["Wants", "After"];

    private readonly ImmutableArray<Diagnostic>.Builder findings = ImmutableArray.CreateBuilder<Diagnostic>();

    public ImmutableArray<Diagnostic> Check()
    {
        CheckKind();
        CheckStart();
        CheckRefresh();
        CheckBounds();
        CheckStop();
        CheckDependencies();
        CheckEnvironment();
        return findings.ToImmutable();
    }

    private void CheckKind()
    {
        if (unit.Last("Service", "Type") != "oneshot" || !IsYes(unit.Last("Service", "RemainAfterExit")))
        {
            Add("unit-type", Severity.Error, "Service", "Type", "the unit must stay active after its commands have ended", "Type=oneshot and RemainAfterExit=yes");
        }

        if (unit.Last("Service", "Restart") is var restart && restart is not "on-failure")
        {
            Add("unit-restart", restart is "always" or "on-success" ? Severity.Error : Severity.Warning, "Service", "Restart",
                $"Restart={restart ?? "no"}: a dependency that is slow to become healthy leaves the stack half started for ever", "Restart=on-failure");
        }

        if (unit.Last("Unit", "StartLimitIntervalSec") != "0")
        {
            Add("unit-start-limit", Severity.Warning, "Unit", "StartLimitIntervalSec", "after a burst of failures systemd refuses even a good start", "StartLimitIntervalSec=0");
        }
    }

    private void CheckStart()
    {
        var starts = unit.Arguments("Service", "ExecStart");
        if (starts.Length != 1)
        {
            Add("unit-exec-start", Severity.Error, "Service", "ExecStart",
                $"there are {starts.Length} ExecStart= commands: a daemon-reload while one runs drops those that follow, and systemd says success", "exactly one, which decides");
        }
        else if (starts[0].FailureIgnored)
        {
            Add("unit-exec-start", Severity.Error, "Service", "ExecStart", "its failure is ignored, so nothing decides whether the stack is up", "drop the '-'");
        }

        if (unit.Arguments("Service", "ExecReload").IsEmpty)
        {
            Add("unit-reload", Severity.Error, "Service", "ExecReload", "there is no ExecReload=: a start of an active unit does nothing, so a deployment reloads", "add the local up");
        }
    }

    private void CheckRefresh()
    {
        foreach (var (key, command, line) in ComposeLines())
        {
            if (line.Verb == "pull" && !line.Options.Contains("--ignore-buildable"))
            {
                Add("unit-pull", Severity.Error, "Service", key, "the pull asks a registry for what is built on this host, and fails", "pull --ignore-buildable");
            }

            if (line.Refreshes && !command.FailureIgnored && (key != "ExecStart" || line.Verb != "up"))
            {
                Add("unit-pull", Severity.Error, "Service", key, $"a failed '{line.Verb}' stops the start: no network, no stack", "ignore its failure with '-' and let a local up decide");
            }
        }
    }

    private void CheckBounds()
    {
        foreach (var (key, _, line) in ComposeLines().Where(found => found.Line.Bound is null && BoundedKeys.Contains(found.Key)))
        {
            Add("unit-bound", Severity.Error, "Service", key, $"nothing ends '{line.Verb}' when it hangs: '-' ignores a failure, not a hang", "wrap it in /usr/bin/timeout -k 10 SECONDS");
        }

        var sum = StartKeys.SelectMany(key => unit.Arguments("Service", key))
            .Aggregate(TimeSpan.Zero, (total, command) => total + (ComposeLine.BoundOf(command) ?? TimeSpan.Zero));
        var timeout = Duration("TimeoutStartSec") ?? Duration("TimeoutSec");
        if (timeout is null || timeout <= sum)
        {
            Add("unit-timeout-start", Severity.Error, "Service", "TimeoutStartSec",
                $"it must be longer than the bounds together ({SystemdDuration.Seconds(sum)} s), or systemd ends the start before they do; a oneshot has none by default", $"more than {SystemdDuration.Seconds(sum)}");
        }
    }

    private void CheckStop()
    {
        foreach (var (key, _, line) in ComposeLines())
        {
            if (key == "ExecStop" && line.Verb == "down")
            {
                Add("unit-stop", Severity.Error, "Service", key, "down removes the containers, and with them what keeps their images from a prune", "stop");
            }
            else if (key == "ExecStopPost")
            {
                Add("unit-stop", Severity.Error, "Service", key, "it also runs after a failed start, and would stop what runs", "use ExecStop=");
            }
        }

        if (unit.Arguments("Service", "ExecStop").IsEmpty)
        {
            Add("unit-stop", Severity.Error, "Service", "ExecStop", "there is no ExecStop=: a shutdown would leave stopping to Docker", "docker compose stop");
        }
    }

    private void CheckDependencies()
    {
        foreach (var key in StrongKeys)
        {
            if (unit.Words("Unit", key).Contains("docker.service"))
            {
                Add("unit-requires", Severity.Error, "Unit", key, $"{key}=docker.service takes the stack down whenever Docker restarts", "Wants=docker.service and After=docker.service");
            }
        }

        foreach (var key in WeakKeys)
        {
            if (!unit.Words("Unit", key).Contains("docker.service"))
            {
                Add("unit-docker", Severity.Error, "Unit", key, $"there is no {key}=docker.service", "Wants=docker.service and After=docker.service");
            }

            if (unit.Words("Unit", key).Contains("network-online.target"))
            {
                Add("unit-network-online", Severity.Warning, "Unit", key, "waiting for network-online.target can cost minutes; docker.service waits for it anyway", "remove it");
            }
        }

        if (unit.Words("Install", "WantedBy").IsEmpty)
        {
            Add("unit-install", Severity.Error, "Install", "WantedBy", "nothing starts the unit at boot", "WantedBy=multi-user.target");
        }
    }

    private void CheckEnvironment()
    {
        if (!unit.All("Service", "EnvironmentFile").IsEmpty)
        {
            Add("unit-environment-file", Severity.Warning, "Service", "EnvironmentFile", "systemd and Compose read .env differently", "docker compose --env-file");
        }

        var variables = unit.Words("Service", "Environment").Select(word => word.Split('=', 2)).Where(pair => pair.Length == 2)
            .GroupBy(pair => pair[0]).ToDictionary(group => group.Key, group => group.Last()[1]);
        var files = variables.GetValueOrDefault("COMPOSE_FILE", "").Split(variables.GetValueOrDefault("COMPOSE_PATH_SEPARATOR", ":"));
        foreach (var (key, _, line) in ComposeLines())
        {
            Require(key, line, "--project-name", variables.GetValueOrDefault("COMPOSE_PROJECT_NAME", "") != "", "the folder names the project, and another folder means new, empty volumes");
            Require(key, line, "--file", files.All(IsAbsolute), "Compose looks for a file where it happens to run");
            Require(key, line, "--project-directory", false, "relative paths then depend on where the first file lies");
            Require(key, line, "--env-file", false, "the values then depend on where it happens to run");
        }
    }

    private void Require(string key, ComposeLine line, string option, bool setOtherwise, string why)
    {
        var given = line.GlobalOptions.GetValueOrDefault(option);
        if (given is null ? !setOtherwise : option != "--project-name" && !IsAbsolute(given))
        {
            Add("unit-explicit", Severity.Error, "Service", key, $"'{line.Verb}' has no {(given is null ? "" : "absolute ")}{option}: {why}", "give it");
        }
    }

    private IEnumerable<(string Key, ExecCommand Command, ComposeLine Line)> ComposeLines() =>
        from key in CommandKeys
        from command in unit.Arguments("Service", key)
        let line = ComposeLine.Of(command)
        where line is not null
        select (key, command, line);

    // Infinity (and 0, which means the same) is no bound.
    private TimeSpan? Duration(string key) =>
        unit.Last("Service", key) is { } text && SystemdDuration.Parse(text) is { } duration && duration > TimeSpan.Zero ? duration : null;

    private void Add(string rule, Severity severity, string section, string key, string message, string fix) =>
        findings.Add(new(rule, severity, message, new(file, unit.Raw(section, key) is [.., var last] ? last.Line : 0), fix));

    private static bool IsAbsolute(string path) => path.StartsWith('/');

    private static bool IsYes(string? value) => value?.ToLowerInvariant() is "yes" or "true" or "1" or "on" or "y" or "t";
}

using CoinPilot.Agent.Files;
using CoinPilot.Hosts;
using CoinPilot.Systemd;

namespace CoinPilot.Agent.Rehearsing;

/// <summary>Whether systemd takes the unit, starts it at boot, and goes back from a deployment that a reboot interrupts.</summary>
internal sealed class UnitRehearsal(RehearsedStack stack)
{
    private readonly RehearsalReport report = stack.Report;
    private readonly string unit = stack.Places.Unit;

    public async Task RunAsync(CancellationToken ct)
    {
        Load();
        await VerifyAsync(ct).ConfigureAwait(false);
        await EnabledAsync(ct).ConfigureAwait(false);
        if (stack.Unit["NeedDaemonReload"] != "no")
        {
            report.Error(
                "daemon-reload", "the unit changed on disk since systemd read it: a boot starts something else than what was read", "systemctl daemon-reload, then rehearse again");
        }

        await PendingAsync(ct).ConfigureAwait(false);
        var folder = stack.Folder;
        if (folder is not ("" or "~" or ['!', ..]) && !stack.Host.Files.IsFolder(folder))
        {
            report.Error("path", $"the unit's WorkingDirectory {folder} is gone: every line of it fails (200/CHDIR)", $"mkdir -p {folder}, or deploy again with --force");
        }
    }

    private void Load()
    {
        switch (stack.Unit["LoadState"])
        {
            case "loaded":
                break;
            case "masked":
                report.Error("unit-masked", $"{unit} is masked: it never starts", $"systemctl unmask {unit}");
                break;
            default:
                report.Error("unit-load", $"systemd could not load {unit}: {stack.Unit["LoadError"]}", $"systemctl status {unit}");
                break;
        }
    }

    // About other units it may say what it likes.
    private async Task VerifyAsync(CancellationToken ct)
    {
        var guard = stack.Places.GuardUnit;
        var said = await stack.Host.Systemd.VerifyAsync(stack.Host.Files.IsFile($"{Observation.AppPlaces.UnitFolder}/{guard}") ? [unit, guard] : [unit], ct).ConfigureAwait(false);
        foreach (var line in VerifyOutput.About(said, unit, $"{stack.Places.App}-guard"))
        {
            report.Error(
                "unit-verify", $"systemd says of the unit: {line}", "correct it and run systemctl daemon-reload, or deploy again: that puts the rendered unit back");
        }

        report.Checked($"systemd-analyze verify of {unit} with its drop-ins");
    }

    private async Task EnabledAsync(CancellationToken ct)
    {
        var state = await stack.Host.Systemd.EnabledStateAsync(unit, ct).ConfigureAwait(false);
        if (state != "enabled" && (state != "static" || stack.Unit["WantedBy"].Length == 0))
        {
            report.Error("unit-enabled", $"{unit} is {(state.Length > 0 ? $"{state}, " : "")}not enabled: nothing starts it at boot", $"systemctl enable {unit}");
        }
    }

    private async Task PendingAsync(CancellationToken ct)
    {
        var pending = stack.Host.Files.ReadText(stack.Places.Pending) is { } text ? PendingSwitch.Parse(text) : null;
        if (pending is { Trouble: { } trouble })
        {
            report.Error("pending", $"a switch is pending, and its file can't be read: {trouble}", $"look at {stack.Places.Pending} and at {stack.Places.Old}");
        }
        else if (pending is not null)
        {
            report.Warning("pending", $"{pending.New} is not confirmed: a reboot goes back to {pending.Old} first", "wait for its confirmation, or revert it");
        }

        var guard = stack.Places.GuardUnit;
        if (stack.Current != "foreign" && await stack.Host.Systemd.EnabledStateAsync(guard, ct).ConfigureAwait(false) != "enabled")
        {
            report.Add(
                pending is null ? Severity.Warning : Severity.Error,
                "guard",
                $"{guard} is not enabled: a reboot in the middle of a deployment would not go back",
                $"deploy again, or systemctl enable {guard}");
        }
    }
}

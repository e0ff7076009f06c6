using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Health;
using CoinPilot.Hosts;
using CoinPilot.Planning;
using CoinPilot.Releases;

namespace CoinPilot.Inspection;

/// <summary>What is to be said of a stack's state: unit, pending switch, hold, services.</summary>
internal static class StateFindings
{
    private static readonly string Deploy = Commands.DeployUnit;

    public static IEnumerable<StatusFinding> Of(HostState host, ReleaseManifest? manifest, string unitName)
    {
        if (host.Pending is { Trouble: { } unreadable })
        {
            yield return new("pending", true,
                $"a switch is pending, and its file can't be read: {unreadable}",
                "look at pending and at old in the app's folder under /var/lib/coinpilot; while it is there nothing is deployed");
        }
        else if (host.Pending is { } pending)
        {
            yield return pending.RevertsByItself
                ? new("pending", true,
                    $"pending: {pending.New} is {pending.Phase}, not confirmed{pending.Who(At)}; the host goes back to {pending.Old} at {Utc(pending.Until)} UTC by itself",
                    $"wait for it, or {Commands.RevertOnFailure}")
                : new("pending", true,
                    $"pending: {pending.New} is {pending.Phase}, not confirmed{pending.Who(At)}, and its timer is gone: {pending.Unattended}",
                    Commands.RevertOnFailure);
        }

        if (host.IsRecovering)
        {
            yield return new("recovering", false, $"the start of {host.Current} failed when it was put back, and is tried again every half minute", $"on the host: journalctl -u {unitName}");
        }

        foreach (var other in host.OtherUnits)
        {
            yield return UnitOwner.IsThere(host)
                ? new("other-unit", true, $"{other} is a unit of this app too: a boot starts the same Compose project twice", $"one of the two must go, which stops nothing; on the host: {UnitOwner.Removal(other)}")
                : new("other-unit", true, $"the unit of this app on this host is {other}, not {unitName}", $"say --unit-name {other}");
        }

        if (host.Current == "none")
        {
            yield return host.OtherApps.IsEmpty
                ? new("nothing-deployed", true, "nothing is deployed", Deploy)
                : new("nothing-deployed", true, $"nothing is deployed for this app; the host has: {string.Join(", ", host.OtherApps)}", $"for one of these: --app {host.OtherApps[0]}; to deploy this one: {Deploy}");
            yield break;
        }

        foreach (var finding in Unit(host, unitName))
        {
            yield return finding;
        }

        if (manifest is null)
        {
            yield return host.Current == "foreign"
                ? new("foreign-unit", true, "the unit was not made by CoinPilot", $"{Deploy} takes it over")
                : host.Find(host.Current)?.Manifest is { } text && ReleaseManifest.TryParse(text).Trouble is { } trouble
                    ? new("unread-manifest", true, trouble.Split('\n')[0], trouble.Split("→ ") is [_, var next] ? next : Deploy)
                    : new("no-manifest", true, $"release {host.Current} has no manifest on the host", Deploy);
            yield break;
        }

        if (!host.DockerAnswers)
        {
            yield return new("docker-silent", true, "the Docker Engine does not answer", "on the host: systemctl start docker; journalctl -u docker");
            yield break;
        }

        foreach (var finding in Data(host, manifest))
        {
            yield return finding;
        }

        foreach (var finding in Services(host, manifest, unitName))
        {
            yield return finding;
        }

        if (host.LastRevert is { } reverted && host.Find(host.Current)?.ConfirmedAt is { } confirmed && reverted.At > confirmed)
        {
            yield return new("reverted", false, $"{reverted.Release} was reverted at {Utc(reverted.At)} UTC by {reverted.By}", Commands.History);
        }
    }

    private static string At(DateTimeOffset time) => $"{Utc(time)} UTC";

    /// <summary>A line of the start that failed and was ignored (D055).</summary>
    public static StatusFinding Of(StartLine line)
    {
        var how = line.ExitCode == 124 ? "was ended because it hung" : string.Create(CultureInfo.InvariantCulture, $"failed with {line.ExitCode}");
        return line.What switch
        {
            "pull" => new("ignored-failure", true, $"the pull at the start of {Utc(line.At)} UTC {how}: what was here runs, its images are not refreshed", $"mend the registry or the network, then {Deploy} --force"),
            "build" => new("ignored-failure", true, $"the build at the start of {Utc(line.At)} UTC {how}: what was here runs", $"mend the build, then {Deploy} --force"),
            "supply" when line.ExitCode is 126 or 127 => new("ignored-failure", false, $"the line that brings missing images back at the start of {Utc(line.At)} UTC {how}: an image that goes missing stays so", $"{Deploy} --force puts its program back"),
            "supply" => new("ignored-failure", true, $"at the start of {Utc(line.At)} UTC an image of the release was gone, and fetching or building it again {how}", $"on the host: journalctl -b -u the unit; then {Deploy} --force"),
            "tasks" => new("ignored-failure", false, $"at the start of {Utc(line.At)} UTC the line about tasks that have ended {how}: they may have run again", $"on the host: journalctl -b -u the unit; {Deploy} --force puts its program back"),
            "sweep" => new("ignored-failure", false, $"the sweep at the start of {Utc(line.At)} UTC {how}: what a power cut leaves half made, and a network that is gone, stay in the way of a start", $"on the host: journalctl -b -u the unit; {Deploy} --force puts its program back"),
            _ => new("ignored-failure", false, $"starting what was there at {Utc(line.At)} UTC {how}; the line that decides started it all the same"),
        };
    }

    /// <summary>Room that ends soon (D097).</summary>
    public static IEnumerable<StatusFinding> Of(DeploymentRoom room) => !room.IsLow ? [] :
    [
        new("low-room", true, $"the disk is nearly full: {room}", "on the host: df -h /var/lib/docker; docker system df"),
    ];

    /// <summary>A way back without its images.</summary>
    public static StatusFinding Of(WayBack way) => new(
        "rollback-images-gone",
        way.IsNext,
        $"a rollback to {way.Release} would have to pull or build first: on this host there is no image of it any more for {string.Join(", ", way.MissingImages)}",
        way.IsNext ? "don't prune images on this host; the next confirmed deployment leaves a way back again" : null);

    private static IEnumerable<StatusFinding> Unit(HostState host, string unitName)
    {
        if (host.Unit.ActiveState == "activating" && host.Unit.SubState != "auto-restart")
        {
            yield return new("unit-not-active", true, $"the unit is activating ({host.Unit.SubState}): a start or a boot refresh is running", "look again when it has ended");
        }
        else if (host.Unit.ActiveState != "active")
        {
            yield return new("unit-not-active", true, $"the unit is {host.Unit.ActiveState} ({host.Unit.SubState}), result {host.Unit.Result}", $"on the host: journalctl -u {unitName}; systemctl start {unitName}");
        }

        if (!host.Unit.IsEnabled)
        {
            yield return new("unit-not-enabled", true, "the unit is not enabled: a reboot would leave the stack down", Deploy);
        }

        if (host.IsHeld)
        {
            yield return new("on-hold", true, host.HoldReason ?? "on hold after a rollback: a boot starts exactly these images, without pull or build", "the next confirmed deployment ends it");
        }

        if (!host.IsWatched && host is { Pending: null, Current: not "foreign" } && host.Find(host.Current) is { IsConfirmed: true })
        {
            yield return new("not-watched", true, "the timer that starts again what ended by itself does not run: what goes down stays down", $"{Deploy} puts it back");
        }
        else if (host is { HasWatchFailed: true, Pending: null })
        {
            yield return new("watch-failed", true, "the last look of the watch failed: what goes down may stay down", "on the host: sudo journalctl -b -u '*-watch.service'");
        }

        if (Preflight.ComposeTrouble(host) is var (trouble, mend))
        {
            yield return new("compose", true, $"{trouble} What runs goes on, but the next start, also after a reboot, has only the containers that are there.", $"on the host: {mend}");
        }

        if (host.IsRuntimeDown)
        {
            yield return new("containerd", true, Preflight.NoRuntime, Preflight.NoRuntimeFix);
        }

        if (host.HasLostChains)
        {
            yield return new("firewall", true, Preflight.LostChains, Preflight.LostChainsFix);
        }

        if (host.IsFirewallBypassed)
        {
            yield return new("firewall", true, Preflight.Bypassed, Preflight.LostChainsFix);
        }

        if (host.Unit.NeedDaemonReload)
        {
            yield return new("daemon-reload-needed", true, "the unit file changed on disk without daemon-reload", "on the host: systemctl daemon-reload");
        }
    }

    private static IEnumerable<StatusFinding> Data(HostState host, ReleaseManifest manifest)
    {
        if (host.LackingData.Where(one => one.IsHeldBack).ToImmutableArray() is { IsEmpty: false } heldBack)
        {
            yield return new("data-gone", true, HeldBackText.Of(heldBack), HeldBackText.Fix(heldBack, manifest.App));
        }

        foreach (var other in host.LackingData.Where(one => !one.IsHeldBack))
        {
            yield return new("data-drift", true, $"{other}", $"{Commands.DeployUnit} --force makes it part of a release");
        }
    }

    private static IEnumerable<StatusFinding> Services(HostState host, ReleaseManifest manifest, string unitName)
    {
        foreach (var health in Planner.GateOf(manifest, host.Find(host.Current)).Glance(host.Containers, host.Probes, host.Now).Services.Where(health => health.Standing != ServiceStanding.Up && !IsSucceeded(health.Service)))
        {
            yield return new("service-down", true,
                $"{health}{(health.IsRequired ? "" : $" (gate {health.Gate})")}", $"{Commands.Logs} --service {health.Service}{Start(health.Service)}");
        }

        foreach (var container in host.Containers.Where(container => manifest.Services.All(service => service.Name != container.Service)))
        {
            yield return new("foreign-container", false, $"the container {container.Name} belongs to no service of the release");
        }

        // The new container comes up beside the one that serves.
        bool IsSucceeded(string service) => host.Pending is not null && manifest.Services.Any(one => one.Name == service && one.StartFirst == true)
            && host.Containers.Any(container => container.Service == service && ServingLog.Serves(container));

        string Start(string service) =>
            host.Unit.ActiveState == "active" && host.Containers.Any(container => container.Service == service && container.Status == "exited")
                ? $"; to start it, on the host: sudo systemctl reload {unitName}"
                : "";
    }

    private static string Utc(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}

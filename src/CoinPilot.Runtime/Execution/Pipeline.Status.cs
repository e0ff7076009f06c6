using System.Globalization;
using CoinPilot.Health;
using CoinPilot.Hosts;
using CoinPilot.Planning;
using CoinPilot.Releases;
using CoinPilot.Reporting;

namespace CoinPilot.Execution;

/// <summary>What runs now: unit, release, hold, pending, services.</summary>
public sealed partial class Pipeline
{
    /// <summary>Throws <see cref="DeploymentException"/> with 11 when anything is off.</summary>
    public Task StatusAsync(CancellationToken ct) => Guard("status", async () =>
    {
        await ObserveAsync([], ct).ConfigureAwait(false);
        var now = state!;
        reporter.Line("status", LineStatus.Info, $"{now.Hostname}: systemd {now.SystemdVersion}, Docker {now.DockerVersion}, Compose {now.ComposeVersion}");
        var manifest = now.Find(now.Current)?.Manifest is { } text ? ReleaseManifest.Parse(text) : null;
        var troubles = Troubles(now, manifest).ToArray();
        reporter.Line("status", LineStatus.Info, string.Create(
            CultureInfo.InvariantCulture,
            $"{options.UnitName}: {now.Unit.ActiveState} ({now.Unit.SubState}), {(now.Unit.IsEnabled ? "enabled" : "not enabled")}, restarted {now.Unit.NRestarts} times"));
        reporter.Line("status", LineStatus.Info, manifest is null
            ? $"release: {now.Current}"
            : $"release: {manifest.Release}, policy {manifest.StartPolicy}, by {manifest.By} at {manifest.MadeAt.ToLocalTime():yyyy-MM-dd HH:mm}{(manifest.Commit is { } commit ? $", commit {commit[..Math.Min(10, commit.Length)]}{(manifest.Dirty ? " with changes" : "")}" : "")}");
        ShowIgnored(now);
        if (manifest is not null)
        {
            reporter.Services(ServiceRows.Of(manifest, now.Containers, now.Now));
        }

        var older = now.Releases.Where(release => release.IsConfirmed && release.Id != now.Current).Select(release => release.Id).ToArray();
        reporter.Line("status", LineStatus.Info, older.Length == 0 ? "no other confirmed release to roll back to" : $"also confirmed here: {string.Join(", ", older)}");
        if (troubles.Length > 0)
        {
            throw new DeploymentException(string.Join('\n', troubles), ExitStatus.Degraded);
        }

        reporter.Line("status", LineStatus.Ok, "everything is as released");
    });

    private void ShowIgnored(HostState now)
    {
        foreach (var ignored in now.IgnoredFailures)
        {
            reporter.Line("status", LineStatus.Warn,
                $"an ignored line of the unit failed at {ignored.StartedAt.ToLocalTime():yyyy-MM-dd HH:mm:ss} with status {ignored.Status}: {ignored.Command}");
        }

        if (!now.IgnoredFailures.IsEmpty && now.Journal.Trim().Length > 0)
        {
            reporter.Block("status", now.Journal);
        }
    }

    private static IEnumerable<string> Troubles(HostState now, ReleaseManifest? manifest)
    {
        if (now.Pending is { } pending)
        {
            yield return $"pending: {pending.New} is {pending.Phase}, not confirmed; the host goes back to {pending.Old} at {pending.Until.ToLocalTime():HH:mm:ss}";
        }

        if (now.Current == "none")
        {
            yield return "nothing is deployed. Next: ./build.sh DeployUnit";
            yield break;
        }

        if (now.Unit.ActiveState != "active")
        {
            yield return $"the unit is {now.Unit.ActiveState} ({now.Unit.SubState}), result {now.Unit.Result}";
        }

        if (!now.Unit.IsEnabled)
        {
            yield return "the unit is not enabled: a reboot would leave the stack down. Next: ./build.sh DeployUnit";
        }

        if (now.IsHeld)
        {
            yield return "on hold after a rollback: a boot starts exactly these images, without pull or build; the next confirmed deployment ends it";
        }

        if (now.Unit.NeedDaemonReload)
        {
            yield return "the unit file changed on disk without daemon-reload";
        }

        if (manifest is null)
        {
            yield return now.Current == "foreign"
                ? "the unit was not made by CoinPilot. Next: ./build.sh DeployUnit takes it over"
                : $"release {now.Current} has no manifest on the host";
            yield break;
        }

        foreach (var health in Planner.GateOf(manifest).Glance(now.Containers, now.Now).Services.Where(health => health.Standing != ServiceStanding.Up))
        {
            yield return $"{health.Service}: {health.Signal}{(health.Gate == "required" ? "" : $" (gate {health.Gate})")}";
        }

        foreach (var service in manifest.Services.Where(service => service.ImageId is not null
            && now.Containers.Any(container => container.Service == service.Name && container.Image != service.ImageId)))
        {
            yield return $"{service.Name} runs another image than the release's";
        }
    }
}

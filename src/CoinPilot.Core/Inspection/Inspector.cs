using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Health;
using CoinPilot.Hosts;
using CoinPilot.Planning;
using CoinPilot.Releases;

namespace CoinPilot.Inspection;

/// <summary>The way from an observed host to its stack's status; pure.</summary>
public static class Inspector
{
    /// <param name="description">How the host was reached.</param>
    public static StackStatus Inspect(HostState host, AppName app, string unitName, string description)
    {
        var current = host.Find(host.Current);
        var manifest = Planner.ReadableCurrentOf(host);
        var lines = StartLines(host, current);
        var waysBack = WaysBack(host);
        return new()
        {
            App = app.Text,
            Host = description,
            Hostname = host.Hostname,
            At = host.Now,
            Tools = new(host.SystemdVersion, host.DockerVersion, host.ComposeVersion),
            Unit = new(unitName, host.Unit.ActiveState, host.Unit.SubState, host.Unit.Result, host.Unit.IsEnabled, host.Unit.NRestarts, host.Unit.NeedDaemonReload),
            Release = manifest is null ? null : new(
                manifest.Release, manifest.By, manifest.MadeAt, current!.ConfirmedAt, manifest.Commit, manifest.Dirty, manifest.StartPolicy),
            OnHold = host.IsHeld,
            Pending = host.Pending is { } pending ? new(pending.New, pending.Old, pending.Phase, pending.Until) { Since = pending.Since, By = pending.By, From = pending.From } : null,
            Staging = host.Staging,
            Room = DeploymentRoom.Of(host),
            Notify = host.Notify,
            StartLines = lines,
            Services = manifest is null ? [] : Services(manifest, host.Containers, current),
            WaysBack = waysBack,
            Findings =
            [
                .. StateFindings.Of(host, manifest, unitName),
                .. manifest is null ? [] : DriftFindings.Of(host, manifest, unitName),
                .. StateFindings.Of(DeploymentRoom.Of(host)),
                .. lines.Where(line => line.Failed).Select(StateFindings.Of),
                .. waysBack.Where(way => !way.MissingImages.IsEmpty).Select(StateFindings.Of),
            ],
            Journal = host.Journal,
        };
    }

    // What failed before the release was confirmed is no longer true: the deployment itself pulled and built.
    private static ImmutableArray<StartLine> StartLines(HostState host, HostRelease? current) =>
    [
        .. host.StartSteps
            .Where(step => current?.ConfirmedAt is not { } confirmed || step.StartedAt >= confirmed)
            .Select(step => new StartLine(
                What(step.Command),
                int.TryParse(step.Status, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : -1,
                step.StartedAt)),
    ];

    private static string What(string command) =>
        command.Contains(" pull ", StringComparison.Ordinal) ? "pull"
        : command.Contains(" --build", StringComparison.Ordinal) ? "build"
        : command.Contains(" supply ", StringComparison.Ordinal) ? "supply"
        : command.Contains(" tasks ", StringComparison.Ordinal) ? "tasks"
        : command.Contains(" sweep ", StringComparison.Ordinal) ? "sweep"
        : "start";

    private static ImmutableArray<WayBack> WaysBack(HostState host)
    {
        var older = host.Releases
            .Where(release => release.IsConfirmed && release.Id != host.Current)
            .OrderByDescending(release => release.Id, StringComparer.Ordinal)
            .ToImmutableArray();
        var next = RollbackChoice.Previous(host)?.Id;
        return [.. older.Select(release => new WayBack(release.Id, release.Id == next, DriftFindings.MissingImages(host, release)))];
    }

    /// <summary>One row for each container of a release's services, and for each service without one.</summary>
    public static ImmutableArray<ServiceStatus> Services(ReleaseManifest manifest, ImmutableArray<ContainerState> containers, HostRelease? release = null) =>
    [
        .. manifest.Services.SelectMany(service => containers.Where(container => container.Service == service.Name)
            .DefaultIfEmpty()
            .Select(container => container is null
                ? new ServiceStatus(service.Name, "", "absent", "", null, 0, [], service.Gate, service.Image, "")
                : new ServiceStatus(
                    service.Name,
                    container.Name,
                    OneShot.IsDone(Planner.BudgetOf(service, release), container) ? "done" : container.Status,
                    container.Health,
                    container.Status == "running" ? container.StartedAt : null,
                    container.RestartCount,
                    Ports(container),
                    service.Gate,
                    container.Reference.Length > 0 ? container.Reference : service.Image,
                    container.Image))),
    ];

    // Every address of the host is one entry for IPv4 and one for IPv6.
    private static ImmutableArray<string> Ports(ContainerState container) =>
    [
        .. container.Ports
            .Select(port => port.StartsWith("0.0.0.0:", StringComparison.Ordinal) ? "*" + port["0.0.0.0".Length..]
                : port.StartsWith(":::", StringComparison.Ordinal) ? "*" + port["::".Length..]
                : port)
            .Distinct(),
    ];
}

using System.Globalization;

namespace CoinPilot.Inspection;

/// <summary>A stack's status for people: aligned, without colour, what is off at the end.</summary>
public static class StatusText
{
    /// <summary>All but what is off, which the run's last lines say.</summary>
    /// <param name="zone">The reader's time zone.</param>
    public static string Of(StackStatus status, TimeZoneInfo zone) =>
        string.Join('\n', [.. Head(status, zone), .. Services(status), .. Notes(status), .. Journal(status)]) + "\n";

    /// <summary>What is off, each with what to do about it; empty when nothing is.</summary>
    public static string Off(StackStatus status) =>
        string.Join('\n', status.Findings.Where(finding => finding.IsOff).Select(finding => finding.Text + (finding.Next is { } next ? $"\n→ {next}" : "")));

    public static string Uptime(TimeSpan time) => time switch
    {
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, Math.Floor(time.TotalSeconds)):0} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalMinutes):0} min"),
        { TotalDays: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalHours):0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalDays):0} d"),
    };

    private static IEnumerable<string> Head(StackStatus status, TimeZoneInfo zone)
    {
        var unit = status.Unit;
        yield return Row("host", $"{status.Hostname} ({status.Host}): systemd {status.Tools.Systemd}, Docker {status.Tools.Docker}, Compose {status.Tools.Compose}");
        yield return Row("unit", string.Create(
            CultureInfo.InvariantCulture,
            $"{unit.Name}: {unit.ActiveState} ({unit.SubState}), {(unit.Enabled ? "enabled" : "not enabled")}, restarted {unit.Restarts} {(unit.Restarts == 1 ? "time" : "times")}"));
        if (status.Release is { } release)
        {
            yield return Row("release", $"{release.Id}, policy {release.StartPolicy}, {(release.ConfirmedAt is { } at ? $"confirmed {Time(at, zone)}" : "not confirmed")}");
            yield return Row("", $"made {Time(release.MadeAt, zone)} by {release.By}{(release.Commit is { } commit ? $", commit {commit[..Math.Min(10, commit.Length)]}{(release.Dirty ? " with changes" : "")}" : "")}");
        }

        yield return Row("hold", status.OnHold ? "yes: a boot pulls and builds nothing" : "no");
        yield return Row("pending", status.Pending is { Release: "" } ? "yes, and its file can't be read" : status.Pending is { } pending ? $"{pending.Release}, {pending.Phase}; goes back to {pending.Before} at {Time(pending.Until, zone)}" : "no");
        if (status.Staging is { } staging)
        {
            yield return Row("staging", $"a release, {staging.Who(at => Time(at, zone))}: its images are being made, and nothing of what runs has changed");
        }

        if (!status.StartLines.IsEmpty)
        {
            yield return Row("start", string.Join(", ", status.StartLines.Select(line =>
                string.Create(CultureInfo.InvariantCulture, $"{line.What} {(line.Failed ? $"FAILED ({line.ExitCode})" : "ok")} {Time(line.At, zone)}"))));
        }

        if (status.Room is { } room)
        {
            yield return Row("room", room.ToString());
        }

        if (status.Notify is { } notify)
        {
            yield return Row("tells", notify.ToString());
        }

        yield return Row("back to", status.WaysBack.IsEmpty ? "no other confirmed release" : string.Join(", ", status.WaysBack.Select(way =>
            (way.IsNext, way.MissingImages.IsEmpty) switch
            {
                (true, true) => $"{way.Release} (Rollback)",
                (true, false) => $"{way.Release} (Rollback, images gone)",
                (false, true) => way.Release,
                _ => $"{way.Release} (images gone)",
            })));
    }

    private static IEnumerable<string> Services(StackStatus status) => status.Services.IsEmpty ? [] :
    [
        "",
        .. TextTable.Of(
            ["SERVICE", "STATE", "HEALTH", "UP FOR", "RESTARTS", "GATE", "PORTS"],
            status.Services.Select(service => (string[])
            [
                service.Name,
                service.State,
                service.Health.Length > 0 ? service.Health : "-",
                service.Since is { } since ? Uptime(status.At - since) : "-",
                service.Restarts.ToString(CultureInfo.InvariantCulture),
                service.Gate,
                service.Ports.IsEmpty ? "-" : string.Join(", ", service.Ports),
            ]),
            right: [3, 4]),
    ];

    private static IEnumerable<string> Notes(StackStatus status) => status.Findings.All(finding => finding.IsOff) ? [] :
    [
        "",
        .. status.Findings.Where(finding => !finding.IsOff).Select(finding => $"note: {finding.Text}{(finding.Next is { } next ? $"; {next}" : "")}"),
    ];

    private static IEnumerable<string> Journal(StackStatus status) => status.Journal.Trim() is { Length: > 0 } journal && status.IsDegraded ? ["", .. journal.Split('\n')] : [];

    private static string Row(string name, string text) => $"{name,-9}{text}";

    private static string Time(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}

using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Hosts;
using CoinPilot.Inspection;
using CoinPilot.Releases;
using CoinPilot.Reporting;

namespace CoinPilot.Notifications;

/// <summary>
/// The messages that are due between what was told last and what a host is now; pure. A message comes from what the host
/// remembers of itself, not from the program that did it: whoever dies before telling it has lost nothing. (D100)
/// </summary>
/// <param name="told">Null: nobody was told anything yet.</param>
/// <param name="since">What happened before is nobody's news: who is to be told was not known then.</param>
public sealed class StateChanges(ToldState? told, DateTimeOffset since)
{
    // The same again within that is held back; it is told once the time is over, if it is still so.
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(5);

    private const int MostFindings = 6;

    // What they say has an event of its own, is no fault, or passes by itself.
    private static readonly ImmutableHashSet<string> OwnWay = ["pending", "low-room", "ignored-failure", "on-hold", "nothing-deployed", "foreign-unit"];

    private readonly List<Notice> notices = [];
    private ToldState now = told ?? ToldState.Empty;

    /// <summary>What is off in the sense of a degraded stack: by code, and for a service by its name.</summary>
    public static ImmutableSortedDictionary<string, StatusFinding> Off(StackStatus status) => status.Findings
        .Where(finding => finding.IsOff && !OwnWay.Contains(finding.Code))
        .GroupBy(KeyOf, StringComparer.Ordinal)
        .ToImmutableSortedDictionary(same => same.Key, same => same.First(), StringComparer.Ordinal);

    /// <summary>Whether anything would be told of how the stack is. A state that may pass by itself is looked at twice.</summary>
    public bool TellsOff(StackStatus status) => status.Release is not null && Off(status).Keys.Any(key => !now.Off.Contains(key));

    /// <summary>The messages, in order, and what is told once they are on their way.</summary>
    /// <param name="isInDoubt">What is down is looked at once more, and not told yet.</param>
    public (ImmutableArray<Notice> Notices, ToldState Told) Of(HostState host, StackStatus status, bool isInDoubt = false)
    {
        var release = host.Find(host.Current);
        if (host.LastRevert is { By: "timer" or "guard" } reverted)
        {
            Once(NoticeEvent.Reverted, reverted.At, reverted.Release, () => Reverted(status, reverted));
        }

        if (host.Pending is null && release?.ConfirmedAt is { } confirmed)
        {
            // A rollback leaves a hold; so does a boot that fell back, and that one says so.
            var isRollback = host is { IsHeld: true, LastFallback: null };
            var verdict = isRollback ? Verdict.RolledBack(release.Id, Commands.Of("Status")) : Verdict.Deployed(release.Id, Commands.Of("Status"));
            Once(isRollback ? NoticeEvent.RolledBack : NoticeEvent.Deployed, confirmed, release.Id, () => Make(
                isRollback ? NoticeEvent.RolledBack : NoticeEvent.Deployed, release.Id, status, verdict.Headline, $"{release.Id} is confirmed: its gate passed at {Utc(confirmed)} UTC.", confirmed), "confirmed");
        }

        if (host.LastFallback is { } fallback)
        {
            Once(NoticeEvent.BootFallback, fallback.At, fallback.Release, () => Make(
                NoticeEvent.BootFallback, fallback.Release, status, "BOOT FALLBACK", $"{fallback.Release} is {fallback.Reason}.\n→ mend the image, then {Commands.Of("DeployUnit")}", fallback.At));
        }

        foreach (var line in status.StartLines.Where(line => line is { Failed: true, What: "pull" or "build" or "supply" }))
        {
            var finding = StateFindings.Of(line);
            Once(NoticeEvent.RefreshFailed, line.At, line.What, () => Make(NoticeEvent.RefreshFailed, line.What, status, "REFRESH FAILED", Lines(finding), line.At), $"refresh {line.What}");
        }

        if (host.Pending is null && host.Unit.ActiveState is not ("activating" or "deactivating" or "reloading"))
        {
            Degraded(status, isInDoubt);
        }

        Room(status);
        return ([.. notices], now);
    }

    /// <summary>Whether a message that was made by hand is told or folded into the next one of its kind.</summary>
    public (Notice? Notice, ToldState Told) Fold(Notice made, DateTimeOffset at, TimeSpan quiet)
    {
        var key = RecentKey(made.Event, made.Subject);
        if (now.Recent.TryGetValue(key, out var before) && at - before.At < quiet && at >= before.At)
        {
            now = now with { Recent = now.Recent.SetItem(key, before with { Folded = before.Folded + made.Count }) };
            return (null, now);
        }

        now = now with { Recent = now.Recent.SetItem(key, new(at, 0)) };
        return (made with { Count = made.Count + (before?.Folded ?? 0) }, now);
    }

    private void Degraded(StackStatus status, bool isInDoubt)
    {
        if (status.Release is null)
        {
            return;
        }

        var off = Off(status);
        if (off.Keys.Any(key => !now.Off.Contains(key)) && isInDoubt)
        {
            return;
        }

        if (off.Keys.Any(key => !now.Off.Contains(key)) && !IsQuiet(NoticeEvent.Degraded, "stack", status.At))
        {
            Tell(Make(NoticeEvent.Degraded, "stack", status, "DEGRADED", Findings(off.Values), status.At), status.At);
            now = now with { Off = [.. ToldState.Empty.Off.Union(off.Keys)] };
        }
        else if (off.IsEmpty && !now.Off.IsEmpty && !IsQuiet(NoticeEvent.Recovered, "stack", status.At))
        {
            Tell(Make(NoticeEvent.Recovered, "stack", status, "RECOVERED", "everything is as released", status.At), status.At);
            now = now with { Off = ToldState.Empty.Off };
        }
        else if (!off.IsEmpty && off.Keys.All(now.Off.Contains))
        {
            // What is well again while something else is not would be news once more if it failed again.
            now = now with { Off = now.Off.Intersect(off.Keys) };
        }
    }

    private void Room(StackStatus status)
    {
        if (status.Room is not { } room || room.IsLow == now.IsRoomLow || IsQuiet(room.IsLow ? NoticeEvent.RoomLow : NoticeEvent.Recovered, "room", status.At))
        {
            return;
        }

        Tell(
            room.IsLow
                ? Make(NoticeEvent.RoomLow, "room", status, "ROOM LOW", Findings(StateFindings.Of(room)), status.At)
                : Make(NoticeEvent.Recovered, "room", status, "RECOVERED", $"the disk has room again: {room}", status.At),
            status.At);
        now = now with { IsRoomLow = room.IsLow };
    }

    private static Notice Reverted(StackStatus status, PastRevert reverted) => Make(
        NoticeEvent.Reverted,
        reverted.Release,
        status,
        Verdict.FailedRolledBack(reverted.To, "", "").Headline,
        $"{reverted.Release} was not confirmed{(reverted.By == "guard" ? " when the host was restarted" : " in time")}: the {reverted.By} of the host went back to {reverted.To}.\n→ {Commands.Of("History")}",
        reverted.At);

    // A fact is told once, whoever looks how often, and never one that is older than the settings.
    private void Once(NoticeEvent notice, DateTimeOffset at, string subject, Func<Notice> make, string? name = null)
    {
        var (key, value) = (name ?? notice.Word(), string.Create(CultureInfo.InvariantCulture, $"{subject} {at.ToUnixTimeSeconds()}"));
        if (now.Facts.GetValueOrDefault(key) == value)
        {
            return;
        }

        now = now with { Facts = now.Facts.SetItem(key, value) };
        if (told is not null || at >= since)
        {
            Tell(make(), at);
        }
    }

    private void Tell(Notice notice, DateTimeOffset at)
    {
        notices.Add(notice);
        now = now with { Recent = now.Recent.SetItem(RecentKey(notice.Event, notice.Subject), new(at, 0)) };
    }

    private bool IsQuiet(NoticeEvent notice, string subject, DateTimeOffset at) =>
        now.Recent.TryGetValue(RecentKey(notice, subject), out var before) && at - before.At < Quiet && at >= before.At;

    private static Notice Make(NoticeEvent notice, string subject, StackStatus status, string headline, string text, DateTimeOffset at) =>
        new(notice, subject, status.App, status.Hostname, status.Release?.Id, at, $"{headline}: {status.App} on {status.Hostname}", text);

    private static string Findings(IEnumerable<StatusFinding> findings)
    {
        var all = findings.ToArray();
        return string.Join('\n', all.Take(MostFindings).Select(Lines)) + (all.Length > MostFindings ? string.Create(CultureInfo.InvariantCulture, $"\nand {all.Length - MostFindings} more: {Commands.Of("Status")}") : "");
    }

    private static string Lines(StatusFinding finding) => finding.Text + (finding.Next is { } next ? $"\n→ {next}" : "");

    private static string KeyOf(StatusFinding finding) => finding.Code == "service-down" ? $"{finding.Code} {finding.Text.Split(':')[0]}" : finding.Code;

    private static string RecentKey(NoticeEvent notice, string subject) => $"{notice.Word()} {subject}";

    private static string Utc(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}

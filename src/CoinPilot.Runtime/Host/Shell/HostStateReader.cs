using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Hosts;

namespace CoinPilot.Host.Shell;

/// <summary>The reading of <c>observe</c>'s facts. Throws <see cref="FormatException"/> on a format that is not ours.</summary>
public static class HostStateReader
{
    public static HostState Read(HostFacts facts)
    {
        if (facts.Last("format") != "1")
        {
            throw new FormatException($"The host program speaks format '{facts.Last("format")}'; this client understands 1.");
        }

        var manifests = facts.Pairs("manifest").GroupBy(line => line.Key, line => line.Value).ToDictionary(lines => lines.Key, lines => string.Join('\n', lines));
        return new HostState
        {
            Now = DateTimeOffset.FromUnixTimeSeconds(facts.Number("now")),
            Hostname = facts.Last("hostname") ?? "",
            Architecture = facts.Last("arch") ?? "",
            BootId = facts.Last("boot-id") ?? "",
            IsSelinuxEnforcing = facts.Last("selinux") == "enforcing",
            SystemdVersion = (int)facts.Number("systemd"),
            DockerPath = facts.Last("docker-path") ?? "",
            DockerFlavour = facts.Last("docker-flavour") ?? "missing",
            DockerVersion = facts.Last("docker") ?? "",
            ComposeVersion = facts.Last("compose") ?? "missing",
            ImageStore = facts.Last("image-store") ?? "",
            DiskFreeKib = facts.Number("disk-free-kib"),
            InodesFree = facts.Number("inodes-free"),
            EnvFileDigest = facts.Last("env-file") is { } env && env != "missing" ? env.Split(' ')[^1] : null,
            EnvAccess = facts.Last("env-access") is { } access ? EnvAccess.Parse(access) : null,
            Unit = ReadUnit(facts),
            UnitText = facts.Text("unit-text"),
            UnitTrouble = facts.Last("unit-trouble")?.Split('\t', 2) is [var text, var fix] ? new(text, fix) : null,
            OtherUnits = [.. facts.All("other-unit")],
            DropIns = [.. facts.Pairs("drop-in").Select(pair => new DropIn(pair.Value, HostFacts.Decode(pair.Key)))],
            IsHeld = facts.Last("hold") is not null,
            Current = facts.Last("current") ?? "none",
            Pending = facts.Text("pending") is { } pending ? ReadPending(pending, facts) : null,
            IsRecovering = facts.All("job").Contains("recover"),
            Releases = [.. facts.All("release").Select(line => ReadRelease(line, manifests))],
            Objects = [.. facts.All("object")],
            Containers = [.. facts.All("container").Select(ShellContainer.Parse).Where(container => !container.IsOneOff)],
            ReleaseImages = facts.All("release-image").Select(line => line.Split(' ')).Where(parts => parts.Length == 3).GroupBy(parts => parts[0])
                .ToImmutableDictionary(tags => tags.Key, tags => tags.ToImmutableDictionary(parts => parts[1], parts => parts[2])),
            ImageNames = facts.All("image").Select(line => line.Split(' ')).Where(parts => parts.Length == 2)
                .DistinctBy(parts => parts[0]).ToImmutableDictionary(parts => parts[0], parts => parts[1]),
            ForeignOwners = [.. facts.Pairs("owner").Select(pair => KeyValuePair.Create(pair.Key, pair.Value))],
            StartSteps = [.. facts.All("prestart").Select(ReadStep)],
            ReleaseFiles = facts.All("release-file").Select(ReadFile).ToImmutableSortedDictionary(file => file.Name, file => file.Digest, StringComparer.Ordinal),
            LastRevert = facts.Text("last-revert") is { } reverted ? PastRevert.Parse(reverted) : null,
            Journal = facts.Text("journal") ?? "",
        };
    }

    private static PendingSwitch ReadPending(string text, HostFacts facts) => PendingSwitch.Parse(text) with
    {
        RevertsByItself = facts.Last("timer") is not null || facts.All("job").Any(job => job is "revert" or "reverting"),
        IsGuarded = facts.Last("guard") == "enabled",
    };

    private static UnitState ReadUnit(HostFacts facts) => new(
        facts.Last("unit.LoadState") ?? "not-found",
        facts.Last("unit.ActiveState") ?? "inactive",
        facts.Last("unit.SubState") ?? "dead",
        facts.Last("unit.Result") ?? "",
        facts.Last("unit.UnitFileState") ?? "",
        (int)facts.Number("unit.NRestarts"),
        facts.Last("unit.NeedDaemonReload") == "yes")
    {
        DropIns = [.. (facts.Last("unit.DropInPaths") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)],
    };

    // Its id, whether it is confirmed, what it replaced, and when.
    private static HostRelease ReadRelease(string line, Dictionary<string, string> manifests)
    {
        var parts = line.Split(' ');
        return new(parts[0], parts.Length > 1 && parts[1] == "confirmed", manifests.GetValueOrDefault(parts[0]))
        {
            ConfirmedAt = long.TryParse(parts.ElementAtOrDefault(3), NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? DateTimeOffset.FromUnixTimeSeconds(at) : null,
        };
    }

    // Release, name, digest; a name may hold spaces.
    private static (string Name, string Digest) ReadFile(string line)
    {
        var parts = line.Split(' ');
        return (string.Join(' ', parts[1..^1]), parts[^1]);
    }

    private static StartStep ReadStep(string line)
    {
        var parts = line.Split(' ', 4);
        return new(
            int.Parse(parts[0], CultureInfo.InvariantCulture),
            parts.ElementAtOrDefault(1) ?? "?",
            long.TryParse(parts.ElementAtOrDefault(2), NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? DateTimeOffset.FromUnixTimeSeconds(at) : default,
            parts.ElementAtOrDefault(3) ?? "");
    }
}

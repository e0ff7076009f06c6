using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Hosts;

namespace CoinPilot.Planning;

/// <summary>Changes of data in the operator's words, and the ways out (D093).</summary>
public static class DataChangeText
{
    /// <summary>The option by which somebody agrees.</summary>
    public const string Option = "--accept-new-volume";

    /// <summary>The lint-like name by which a Compose file agrees.</summary>
    public const string Rule = "new-volume";

    public static string Of(DataChange change)
    {
        var place = $"{change.Destination} of {change.Service}: ";
        return place + change.Fate switch
        {
            DataFate.Gone => $"{Name(change.After!)} {change.Loss ?? "is gone"}: it would be made anew, EMPTY",
            DataFate.New => $"{Name(change.Before!)} → {Short(change)}, new and EMPTY; {Left(change)}",
            DataFate.Empty => $"{Name(change.Before!)} → {Short(change)}, which is there and EMPTY; {Left(change)}",
            DataFate.Other => $"{Name(change.Before!)} → {Short(change)}, which is there; {Left(change)}",
            DataFate.Added => $"{Name(change.After!)}, new",
            _ => $"{Name(change.Before!)}{Size(change.Size)} is mounted no more; it stays",
        };
    }

    /// <summary>What is refused, all of it at once.</summary>
    public static string Refusal(ImmutableArray<DataChange> asking) =>
        $"a service would begin without the data that it has: {string.Join("; ", asking.Select(Of))}";

    /// <summary>The ways out: keep what is there, take it along, or agree.</summary>
    public static string Fix(ImmutableArray<DataChange> asking) => string.Join("; or ",
    [
        .. asking.SelectMany(Ways).Distinct(),
        $"begin empty: {string.Join(' ', asking.Select(change => $"{Option} {NameToAccept(change)}").Distinct())} (--yes does not say it)",
    ]);

    private static IEnumerable<string> Ways(DataChange change)
    {
        switch (change)
        {
            case { Fate: DataFate.Gone, After: { Kind: MountKind.Volume, Source.Length: > 0 } volume }:
                yield return $"bring its data back, on the host: {Making(change)}, then your backup into it";
                break;
            case { Fate: DataFate.Gone, After.Kind: MountKind.Bind }:
                yield return $"mount the disk that {change.After.Source} is on";
                break;
            case { Before: { Kind: MountKind.Volume, IsUnnamed: false } old, After: { Kind: MountKind.Volume, IsExternal: false, Source.Length: > 0 } volume }:
                yield return $"keep the old one: volumes: {{ {volume.Key}: {{ name: {old.Source} }} }} in the Compose file";
                yield return $"take its data along, on the host with the stack stopped: {Making(change)} && {Copying(PathOf(old), PathOf(volume))}";
                break;
            case { Before: { IsUnnamed: false } old, After: { Source.Length: > 0 } now }:
                yield return $"keep {Name(old)} in the Compose file";
                yield return $"take its data along, on the host with the stack stopped: {(now.Kind == MountKind.Bind ? $"sudo mkdir -p {now.Source}" : Making(change))} && {Copying(PathOf(old), PathOf(now))}";
                break;
            default:
                yield return "keep what is mounted there in the Compose file";
                break;
        }
    }

    private static string Making(DataChange change) => change.After!.IsExternal
        ? $"sudo docker volume create {change.After.Source}"
        : $"sudo docker volume create --label com.docker.compose.project={change.Project} --label com.docker.compose.volume={change.After.Key} {change.After.Source}";

    private static string Copying(string from, string to) => $"sudo sh -c 'cp -a \"{from}/.\" \"{to}/\"'";

    private static string PathOf(ServiceMount mount) => mount.Kind == MountKind.Bind ? mount.Source : $"$(docker volume inspect -f {{{{.Mountpoint}}}} {mount.Source})";

    private static string NameToAccept(DataChange change) => change.After!.Key.Length > 0 ? change.After.Key : change.Destination;

    private static string Left(DataChange change) => $"{Plain(change.Before!)}{Size(change.Size)} stays";

    private static string Short(DataChange change) => change.Before is { IsUnnamed: false } had && had.Kind == change.After!.Kind ? Plain(change.After) : Name(change.After!);

    private static string Name(ServiceMount mount) => mount.IsUnnamed ? Plain(mount) : $"{(mount.Kind == MountKind.Volume ? "volume" : "folder")} {mount.Source}";

    private static string Plain(ServiceMount mount) => mount.IsUnnamed ? "a volume without a name" : mount.Source;

    private static string Size(DataSize? size) => size is null ? "" : string.Create(CultureInfo.InvariantCulture, $" ({(size.IsAtLeast ? "at least " : "")}{InWords(size.Kib)})");

    private static string InWords(long kib) => kib switch
    {
        < 1024 => string.Create(CultureInfo.InvariantCulture, $"{kib} KB"),
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{kib / 1024} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{kib / 1024.0 / 1024:0.0} GB"),
    };
}

using System.Collections.Immutable;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Transaction;
using CoinPilot.Hosts;
using CoinPilot.Planning;

namespace CoinPilot.Agent.Staging;

/// <summary>What the services of a release find of their data, beside what they have now (D093).</summary>
/// <param name="release">The release, where it lies on the host already; what it had when it was confirmed is no question, also where it is empty.</param>
internal sealed class ReleaseData(TransactionParts parts, string project, string? release = null)
{
    /// <param name="next">The release, as Compose reads it.</param>
    /// <param name="now">The same of the current one; null where none is, or Compose refuses it.</param>
    /// <param name="containers">Of the project.</param>
    public async Task<ImmutableArray<DataChange>> ChangesAsync(StartNeeds next, StartNeeds? now, ImmutableArray<ContainerDetail> containers, CancellationToken ct)
    {
        ContainerDetail[] services = [.. containers.Where(one => !one.State.IsOneOff && one.State.Service.Length > 0)];
        ImmutableHashSet<string> running = [.. services.Select(one => one.State.Service)];

        // What a container mounts is what it has, whatever the file says by now; a service without one had what its release says.
        ImmutableArray<ServiceMount> before =
        [
            .. services.DistinctBy(one => one.State.Service).SelectMany(ReleaseOnHost.Mounted),
            .. (now?.Data ?? []).Where(mount => !running.Contains(mount.Service)),
        ];
        ImmutableHashSet<string> known = [.. running, .. (now?.Images ?? []).Select(image => image.Key)];
        if (known.IsEmpty)
        {
            return [];
        }

        var lost = await new DataRecord(parts, parts.Installed.Current).LackingAsync(ct).ConfigureAwait(false);
        var own = await OwnAsync(ct).ConfigureAwait(false);
        var data = await DataOnHost.LookAsync(parts.Host, ct).ConfigureAwait(false);
        return data.Sized(new DataChanges([.. before.Where(IsData)], known, running, mount => data.StateOf(mount) is DataState.Empty && own(mount) ? DataState.Filled : data.StateOf(mount), mount => lost.FirstOrDefault(one => one.IsHeldBack && one.Source == mount.Source)?.Why).Of([.. next.Data.Where(IsData)], project));
    }

    // One that was confirmed before this was noted is taken at its word.
    private async Task<Func<ServiceMount, bool>> OwnAsync(CancellationToken ct)
    {
        if (release is null || !parts.Host.Files.IsFile($"{parts.Places.Release(release)}/confirmed"))
        {
            return _ => false;
        }

        DataRecord record = new(parts, release);
        if (record.Noted is not { } noted)
        {
            return _ => true;
        }

        var lacking = await record.LackingAsync(ct).ConfigureAwait(false);
        return mount => noted.Mounts.Any(one => one.Source == mount.Source) && lacking.All(one => one.Source != mount.Source);
    }

    /// <summary>The services that get other volumes or networks than their containers have: Compose compares only what stands at a service itself.</summary>
    public static ImmutableArray<string> Moved(ImmutableArray<DataChange> changes, ImmutableArray<ContainerDetail> containers, StartNeeds next) =>
    [
        .. changes.Where(change => change is { Before: not null, After: not null } && change.Fate != DataFate.Gone).Select(change => change.Service)
            .Concat(containers.Where(one => IsElsewhere(one, next)).Select(one => one.State.Service))
            .Distinct().Order(StringComparer.Ordinal),
    ];

    private static bool IsElsewhere(ContainerDetail container, StartNeeds next)
    {
        HashSet<string> wanted = [.. next.Attached.Where(one => one.Key == container.State.Service).Select(one => one.Value)];
        return wanted.Count > 0 && !container.State.IsOneOff && (!wanted.SetEquals(container.Networks.Select(network => network.Name)) || wanted.Overlaps(container.Nameless));
    }

    // A file, a socket and a device are none; nor is what a release brings along.
    private bool IsData(ServiceMount mount) => mount.Kind == MountKind.Volume || (
        !mount.Source.StartsWith($"{parts.Places.Objects}/", StringComparison.Ordinal)
        && !mount.Source.StartsWith($"{parts.Places.Store}/", StringComparison.Ordinal)
        && !mount.Source.StartsWith($"{parts.Places.Releases}/", StringComparison.Ordinal)
        && parts.Host.Files.Target(mount.Source) is null or { Kind: FileKind.Folder });
}

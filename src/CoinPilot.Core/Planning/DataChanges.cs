using System.Collections.Immutable;
using CoinPilot.Hosts;

namespace CoinPilot.Planning;

/// <summary>Which data the services of a release find, beside what they had; pure (D093).</summary>
/// <param name="before">What the services mounted; a service that is not among <paramref name="known"/> is new as a whole.</param>
/// <param name="known">Services that were there.</param>
/// <param name="lossOf">Why it is not what was confirmed; null where it is, or nobody knows.</param>
/// <param name="running">Services that have a container, from which Compose takes over volumes without a name.</param>
public sealed class DataChanges(ImmutableArray<ServiceMount> before, ImmutableHashSet<string> known, ImmutableHashSet<string> running, Func<ServiceMount, DataState> stateOf, Func<ServiceMount, string?> lossOf)
{
    /// <param name="next">What the release's services mount.</param>
    public ImmutableArray<DataChange> Of(ImmutableArray<ServiceMount> next, string project)
    {
        DataChange[] changes = [.. next.Where(mount => known.Contains(mount.Service)).Select(mount => Of(mount, next, project)).OfType<DataChange>()];
        return
        [
            .. changes,
            .. before.Where(mount => !mount.IsUnnamed && !next.Any(mount.IsSameSource) && !changes.Any(change => change.Before is { } told && told.IsSameSource(mount)))
                .DistinctBy(mount => (mount.Kind, mount.Source))
                .Select(mount => new DataChange(DataFate.Abandoned, mount.Service, mount.Destination, mount, null, project)),
        ];
    }

    private DataChange? Of(ServiceMount mount, ImmutableArray<ServiceMount> next, string project)
    {
        var had = before.FirstOrDefault(one => one.Service == mount.Service && one.Destination == mount.Destination);
        if (had is not null && (had.IsSameSource(mount) || (mount.Source.Length == 0 && had.IsUnnamed)))
        {
            return (mount.Source.Length == 0 ? !running.Contains(mount.Service) : stateOf(mount) == DataState.Missing || lossOf(mount) is not null)
                ? Change(DataFate.Gone, had) with { Loss = lossOf(mount) }
                : null;
        }

        if (mount.Source.Length == 0)
        {
            // Compose gives what was mounted there to the container that takes the place of one.
            return had is null || running.Contains(mount.Service) ? null : Change(DataFate.New, had);
        }

        // Moved to another place in the container: what the service lost is what it had.
        had ??= before.FirstOrDefault(one => one.Service == mount.Service && !one.IsUnnamed && !next.Any(other => other.Service == one.Service && other.IsSameSource(one)));
        var state = stateOf(mount);
        return had is null ? (state == DataState.Missing && mount.Kind == MountKind.Volume ? Change(DataFate.Added, null) : null)
            : Change(state switch { DataState.Missing => DataFate.New, DataState.Empty => DataFate.Empty, _ => DataFate.Other }, had);

        DataChange Change(DataFate fate, ServiceMount? former) => new(fate, mount.Service, mount.Destination, former, mount, project);
    }
}

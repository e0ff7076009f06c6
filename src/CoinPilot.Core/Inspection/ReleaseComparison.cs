using System.Collections.Immutable;
using CoinPilot.Hosts;
using CoinPilot.Planning;

namespace CoinPilot.Inspection;

/// <summary>The current release, as Compose reads it with the host's values, beside what is on the host; pure (D095).</summary>
public static class ReleaseComparison
{
    private const string DefaultNetworkDriver = "bridge";
    private const string DefaultVolumeDriver = "local";

    public static ImmutableArray<ReleaseDifference> Of(
        HostProject project, StartNeeds needs, ImmutableArray<ContainerFacts> containers, ImmutableArray<MadeNetwork> networks, ImmutableArray<MadeVolume> volumes)
    {
        ContainerFacts[] own = [.. containers.Where(one => needs.Images.Any(image => image.Key == one.Service))];
        return
        [
            .. Variables(project, own),
            .. own.SelectMany(one => Attached(needs, one)).Distinct(),
            .. own.SelectMany(one => Mounts(needs, one)).Distinct(),
            .. Changed(needs.OwnNetworks, networks),
            .. Changed(needs.Volumes, volumes),
        ];
    }

    /// <summary>How networks that are there differ from what a file says: Compose leaves them as they were made.</summary>
    public static IEnumerable<ReleaseDifference> Changed(ImmutableArray<NeededNetwork> wanted, ImmutableArray<MadeNetwork> there) =>
        from network in wanted
        from made in there.Where(one => one.Name == network.Name)
        let parts = (string?[])
        [
            Part("driver", network.Driver.Length > 0 ? network.Driver : DefaultNetworkDriver, made.Driver),
            Part("internal", network.IsInternal ? "true" : "false", made.IsInternal ? "true" : "false"),
            network.Subnets.Length > 0 ? Part("subnet", network.Subnets, made.Subnets) : null,
        ]
        where parts.Any(part => part is not null)
        select new ReleaseDifference(DifferenceKind.Network, network.Name, $"the network {network.Name} was made with {string.Join(", ", parts.OfType<string>())}");

    /// <summary>The same of volumes; one that somebody else makes is as it is.</summary>
    public static IEnumerable<ReleaseDifference> Changed(ImmutableArray<NeededVolume> wanted, ImmutableArray<MadeVolume> there) =>
        from volume in wanted.Where(one => !one.IsExternal)
        from made in there.Where(one => one.Name == volume.Name)
        let parts = (string?[])
        [
            Part("driver", volume.Driver.Length > 0 ? volume.Driver : DefaultVolumeDriver, made.Driver),
            Part("driver_opts", volume.Options, made.Options),
        ]
        where parts.Any(part => part is not null)
        select new ReleaseDifference(DifferenceKind.Volume, volume.Name, $"the volume {volume.Name} was made with {string.Join(", ", parts.OfType<string>())}");

    private static IEnumerable<ReleaseDifference> Variables(HostProject project, ContainerFacts[] own) =>
        from difference in EnvironmentDifferences.Of(project, own.Select(one => KeyValuePair.Create(one.Service, one.Environment)))
        group difference by difference.Service into service
        select new ReleaseDifference(
            DifferenceKind.Variables, service.Key,
            $"{service.Key} has not the values of {string.Join(", ", service.Select(one => one.Path).Order(StringComparer.Ordinal))} that the release gives it now");

    private static IEnumerable<ReleaseDifference> Attached(StartNeeds needs, ContainerFacts one)
    {
        string[] wanted = [.. needs.Attached.Where(pair => pair.Key == one.Service).Select(pair => pair.Value)];
        if (wanted.Length == 0)
        {
            yield break; // it shares somebody else's, or has none
        }

        foreach (var network in wanted.Except(one.Networks))
        {
            yield return new(DifferenceKind.Attached, one.Service, $"{one.Service} is not attached to the network {network}");
        }

        foreach (var network in wanted.Intersect(one.Nameless))
        {
            yield return new(DifferenceKind.Attached, one.Service, $"{one.Service} does not have its name in the network {network}, so nobody finds it there");
        }

        foreach (var network in one.Networks.Except(wanted))
        {
            yield return new(DifferenceKind.Attached, one.Service, $"{one.Service} is attached to the network {network}, which the release does not say");
        }
    }

    private static IEnumerable<ReleaseDifference> Mounts(StartNeeds needs, ContainerFacts one)
    {
        foreach (var mount in needs.Data.Where(mount => mount.Service == one.Service))
        {
            var has = one.Mounts.FirstOrDefault(made => made.Destination == mount.Destination);
            if (has is null)
            {
                yield return new(DifferenceKind.Mounts, one.Service, $"{mount.Destination} of {one.Service} is not mounted");
            }
            else if (mount.Source.Length > 0 && !has.IsSameSource(mount))
            {
                yield return new(DifferenceKind.Mounts, one.Service, $"{mount.Destination} of {one.Service} is {has.Source}, not {mount.Source}");
            }
        }

        foreach (var extra in one.Mounts.Where(made => made.Kind == MountKind.Volume && !made.IsUnnamed && !needs.Data.Any(mount => mount.Service == one.Service && mount.Destination == made.Destination)))
        {
            yield return new(DifferenceKind.Mounts, one.Service, $"{extra.Destination} of {one.Service} is the volume {extra.Source}, which the release does not say");
        }
    }

    private static string? Part(string name, string wanted, string made) => wanted == made ? null : $"{name} {Said(made)}, not {Said(wanted)}";

    private static string Said(string value) => value.Length > 0 ? value : "none";
}

/// <summary>What a container of a service was made with.</summary>
/// <param name="Environment"><c>NAME=value</c> each.</param>
/// <param name="Networks">By name.</param>
public sealed record ContainerFacts(string Service, ImmutableArray<string> Environment, ImmutableArray<string> Networks, ImmutableArray<ServiceMount> Mounts)
{
    /// <summary>The networks in which it does not have its service's name: nobody finds it there.</summary>
    public ImmutableArray<string> Nameless { get; init; } = [];
}

/// <param name="Subnets">In order, with spaces between.</param>
public sealed record MadeNetwork(string Name, string Driver, bool IsInternal, string Subnets);

/// <param name="Options">Of the driver: <c>key=value</c>, in order, with spaces between.</param>
public sealed record MadeVolume(string Name, string Driver, string Options);

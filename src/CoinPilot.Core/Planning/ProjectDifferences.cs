using System.Collections.Immutable;
using CoinPilot.Hosts;

namespace CoinPilot.Planning;

/// <summary>In which places two readings of a project differ; the values themselves are compared and not told.</summary>
public static class ProjectDifferences
{
    private const string Services = "services";

    /// <summary>Of services, those that are in both.</summary>
    /// <param name="objects">The folder of shipped content: a path in it is told.</param>
    public static ImmutableArray<ConfigDifference> Between(HostProject now, HostProject next, string objects)
    {
        var both = ServicesOf(now).Intersect(ServicesOf(next));
        return
        [
            .. now.Values.Keys.Union(next.Values.Keys)
                .Where(place => place.Section != Services || both.Contains(place.Name))
                .Select(place => Of(place, now.Values.GetValueOrDefault(place), next.Values.GetValueOrDefault(place), objects))
                .OfType<ConfigDifference>()
                .OrderBy(difference => $"{difference.Service} {difference.Sign} {difference.Path}", StringComparer.Ordinal),
        ];
    }

    private static ConfigDifference? Of(ProjectPlace place, string? before, string? after, string objects)
    {
        if (before == after)
        {
            return null;
        }

        var isService = place.Section == Services;
        var path = isService ? place.Path : $"{place.Section}.{place.Name}{(place.Path.Length > 0 ? $".{place.Path}" : "")}";
        return new(isService ? place.Name : "-", before is null ? '+' : after is null ? '-' : '~', path, ShippedIn(after, objects));
    }

    private static string? ShippedIn(string? value, string objects) =>
        value is not null && value.StartsWith($"\"{objects}/", StringComparison.Ordinal) ? value[1..^1] : null;

    private static ImmutableHashSet<string> ServicesOf(HostProject project) =>
        [.. project.Values.Keys.Where(place => place.Section == Services).Select(place => place.Name)];
}

using System.Collections.Immutable;
using CoinPilot.Hosts;

namespace CoinPilot.Planning;

/// <summary>Which variables of the running containers a project gives another value, or adds; names only.</summary>
public static class EnvironmentDifferences
{
    /// <param name="running">Service and <c>NAME=value</c> variables of each container; the first of a service counts.</param>
    public static ImmutableArray<ConfigDifference> Of(HostProject next, IEnumerable<KeyValuePair<string, ImmutableArray<string>>> running)
    {
        var differences = ImmutableArray.CreateBuilder<ConfigDifference>();
        foreach (var containers in running.Where(container => !container.Value.IsEmpty).GroupBy(container => container.Key))
        {
            Dictionary<string, string> there = new(StringComparer.Ordinal);
            foreach (var variable in containers.SelectMany(container => container.Value))
            {
                var parts = variable.Split('=', 2);
                there.TryAdd(parts[0], parts.ElementAtOrDefault(1) ?? "");
            }

            foreach (var (name, value) in next.EnvironmentOf(containers.Key))
            {
                if (!there.TryGetValue(name, out var before) || before != value)
                {
                    differences.Add(new(containers.Key, before is null ? '+' : '~', name));
                }
            }
        }

        return differences.ToImmutable();
    }
}

using System.Collections.Immutable;
using CoinPilot.Agent.Docker;

namespace CoinPilot.Agent.Watching;

/// <summary>Containers in the order in which Compose would start them: each after what it waits for.</summary>
internal static class StartOrder
{
    public static ImmutableArray<ContainerDetail> Of(ImmutableArray<ContainerDetail> containers)
    {
        var ordered = ImmutableArray.CreateBuilder<ContainerDetail>(containers.Length);
        var seen = new HashSet<string>();
        foreach (var container in containers)
        {
            Add(container);
        }

        return ordered.ToImmutable();

        void Add(ContainerDetail container)
        {
            if (seen.Add(container.State.Id))
            {
                foreach (var first in containers.Where(other => container.Needs.Contains(other.State.Service)))
                {
                    Add(first);
                }

                ordered.Add(container);
            }
        }
    }
}

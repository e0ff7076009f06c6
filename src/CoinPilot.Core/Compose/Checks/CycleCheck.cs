using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose.Checks;

/// <summary>No service waits for itself, over links, namespaces and volumes_from too.</summary>
internal static class CycleCheck
{
    public static readonly ComposeRule Cycle = new("dependency-cycle", Severity.Error, "No service depends on itself, directly or over others.");

    private enum State
    {
        New,
        Open,
        Done,
    }

    public static void Run(ProjectView project, Findings findings)
    {
        var states = project.Services.ToDictionary(s => s.Name, _ => State.New, StringComparer.Ordinal);
        foreach (var service in project.Services)
        {
            Visit(project, service, states, findings);
        }
    }

    /// <summary>Depth first with a stack of its own: a chain may be as long as the file.</summary>
    private static void Visit(ProjectView project, ServiceView start, Dictionary<string, State> states, Findings findings)
    {
        if (states[start.Name] != State.New)
        {
            return;
        }
        var path = new List<(ServiceView Service, IReadOnlyList<YamlEntry> Needs, int Next)> { (start, Needs(start), 0) };
        states[start.Name] = State.Open;
        while (path.Count > 0)
        {
            var (service, needs, next) = path[^1];
            if (next == needs.Count)
            {
                states[service.Name] = State.Done;
                path.RemoveAt(path.Count - 1);
                continue;
            }
            path[^1] = (service, needs, next + 1);
            if (project.Find(needs[next].Key) is not { } needed)
            {
                continue;
            }
            if (states[needed.Name] == State.Open)
            {
                var circle = path.Select(p => p.Service.Name).SkipWhile(n => n != needed.Name).Append(needed.Name);
                findings.Report(Cycle, needs[next].KeyAt, $"services wait for each other: {string.Join(" → ", circle)}", "remove one of these dependencies");
            }
            else if (states[needed.Name] == State.New)
            {
                states[needed.Name] = State.Open;
                path.Add((needed, Needs(needed), 0));
            }
        }
    }

    private static IReadOnlyList<YamlEntry> Needs(ServiceView service) => service.Map.Map("depends_on")?.Entries ?? [];
}

using System.Collections.Immutable;
using CoinPilot.Compose;
using CoinPilot.Hosts;
using CoinPilot.Releases;

namespace CoinPilot.Planning;

/// <summary>Which of the services that are replaced are replaced start-first, and why the others are not although it is asked for (D103).</summary>
internal sealed class StartedFirst
{
    private readonly ImmutableDictionary<string, string?> obstacles;

    private StartedFirst(ImmutableDictionary<string, string?> obstacles) => this.obstacles = obstacles;

    /// <summary>With what then happens to services that depend on those which go down.</summary>
    /// <param name="own">What each service does by itself.</param>
    public static (StartedFirst First, ImmutableDictionary<string, (ServiceFate Fate, bool IsCertain, string On)> Followers) Of(
        ComposeProject project, ImmutableArray<ServiceChange> own, ReleaseManifest? current, HostState host)
    {
        var replaced = own.Where(change => change.Fate == ServiceFate.Recreate).ToImmutableDictionary(change => change.Service, change => change.IsCertain);
        var obstacles = project.Services.Where(service => StartFirst.IsPossible(project, service))
            .ToImmutableDictionary(service => service.Name, service => Obstacle(service, current, host));
        while (true)
        {
            var down = replaced.RemoveRange(obstacles.Where(one => one.Value is null).Select(one => one.Key));
            var followers = Dependents.Of(project, down, host.ComposeVersion);

            // Compose replaces it once more, with what it depends on.
            var late = obstacles.Where(one => one.Value is null && followers.ContainsKey(one.Key)).ToArray();
            if (late.Length == 0)
            {
                return (new(obstacles), followers);
            }

            obstacles = obstacles.SetItems(late.Select(one => KeyValuePair.Create(one.Key, (string?)$"'{followers[one.Key].On}', which it depends on, goes down")));
        }
    }

    /// <summary>The change with what is said of it.</summary>
    public ServiceChange Of(ComposeService service, ServiceChange change) =>
        !service.Update.StartFirst || change.Fate is not (ServiceFate.Recreate or ServiceFate.Restart) ? change
        : !obstacles.TryGetValue(service.Name, out var why) ? change with { StartFirst = false }
        : why is null ? change with { StartFirst = true }
        : change with { StartFirst = false, Reasons = change.Reasons.Add($"not start-first: {why}") };

    private static string? Obstacle(ComposeService service, ReleaseManifest? current, HostState host)
    {
        ContainerState[] there = [.. host.Containers.Where(container => container.Service == service.Name)];
        return current is null ? "what runs is no release of CoinPilot's"
            : current.Services.FirstOrDefault(one => one.Name == service.Name) is { IsSingle: true } ? "of the release that runs, two must never run"
            : there.Length != 1 ? $"it has {there.Length} containers"
            : there[0].Status != "running" ? $"its container is {there[0].Status}"
            : service.DependsOn.FirstOrDefault(needed => !host.Containers.Any(container => container.Service == needed.Service && container.Status == "running")) is { } lacking
                ? $"'{lacking.Service}', which it depends on, does not run yet"
            : null;
    }
}

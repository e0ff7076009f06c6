using System.Collections.Immutable;
using CoinPilot.Compose;
using CoinPilot.Releases;

namespace CoinPilot.Health;

/// <summary>The time limits that follow from the healthchecks and dependencies of a stack.</summary>
/// <remarks>A fixed limit rolls back good releases: a service may take as long as its own healthcheck allows (D051).</remarks>
public sealed record StackBudgets(ImmutableArray<ServiceBudget> Services, TimeSpan StartBound, TimeSpan LongestStop)
{
    /// <summary>What new containers that serve before the old ones are stopped may take, one after the other.</summary>
    public TimeSpan StartFirst { get; private init; }

    private const string Completed = "service_completed_successfully";

    // What a container without a healthcheck gets to show that it runs.
    private static readonly TimeSpan Bare = TimeSpan.FromSeconds(20);

    // Creating, networking and starting the containers of one stack, beside all waiting. The unit ends a start that
    // exceeds its bound: too small a value takes down a stack that would have come up, too large a one only waits longer.
    private static readonly TimeSpan Handling = TimeSpan.FromSeconds(60);

    // Making one container beside another.
    private static readonly TimeSpan Beside = TimeSpan.FromSeconds(20);

    public static StackBudgets Of(ComposeProject project)
    {
        var ready = new Dictionary<string, TimeSpan>();
        var stop = new Dictionary<string, TimeSpan>();
        foreach (var service in project.Services)
        {
            Ready(project, service, ready);
            Stop(project, service, stop);
        }

        var longestStop = stop.Values.DefaultIfEmpty(HealthDefaults.StopGrace).Max();
        return new(
            [.. project.Services.Select(service => new ServiceBudget(
                service.Name,
                service.Gate.ToString().ToLowerInvariant(),
                HasHealthcheck(service),
                service.Replicas,
                Limit(service),
                ready[service.Name])
            {
                MayEnd = IsAwaited(project, service) || (!HasHealthcheck(service) && service.Ports.IsEmpty && service.Probe is null),
                Probe = service.Probe?.Probe,
            })],
            ready.Values.DefaultIfEmpty(TimeSpan.Zero).Max() + longestStop + Handling,
            longestStop)
        {
            StartFirst = Compose.StartFirst.Of(project).Aggregate(
                TimeSpan.Zero, (sum, service) => sum + Max(Bare, HealthLimit(service)) + (service.StopGracePeriod ?? HealthDefaults.StopGrace) + Beside),
        };
    }

    // A container that runs may need a while before it answers, and nothing but its healthcheck says how long.
    private static TimeSpan Limit(ComposeService service) =>
        service.Probe is not { Probe: var probe } ? Max(Bare, HealthLimit(service))
        : (HasHealthcheck(service) ? Max(Bare, HealthLimit(service)) : HealthDefaults.Probed) + probe.Timeout;

    /// <summary>How long the engine may take to call a container unhealthy: start period, then every retry at its slowest.</summary>
    public static TimeSpan HealthLimit(ComposeService service)
    {
        if (!HasHealthcheck(service))
        {
            return TimeSpan.Zero;
        }

        var check = service.Healthcheck!;
        var interval = check.Interval ?? HealthDefaults.Interval;
        var timeout = check.Timeout ?? HealthDefaults.Timeout;
        return (check.StartPeriod ?? TimeSpan.Zero) + (((check.Retries ?? HealthDefaults.Retries) + 1) * (interval + timeout));
    }

    private static bool HasHealthcheck(ComposeService service) =>
        service.Healthcheck is { Disabled: false } check && !check.Test.SequenceEqual(["NONE"]);

    private static bool IsAwaited(ComposeProject project, ComposeService service) => project.Services
        .SelectMany(other => other.DependsOn).Any(dependency => dependency.Service == service.Name && dependency.Condition == Completed);

    private static TimeSpan Ready(ComposeProject project, ComposeService service, Dictionary<string, TimeSpan> known)
    {
        if (known.TryGetValue(service.Name, out var ready))
        {
            return ready;
        }

        known[service.Name] = TimeSpan.Zero;
        foreach (var dependency in service.DependsOn)
        {
            if (project.Find(dependency.Service) is { } other)
            {
                ready = Max(ready, Ready(project, other, known) + Wait(dependency.Condition, other));
            }
        }

        return known[service.Name] = ready;
    }

    private static TimeSpan Wait(string condition, ComposeService other) => condition switch
    {
        "service_healthy" => Max(HealthLimit(other), Bare),
        Completed => HealthDefaults.OneShot,
        _ => TimeSpan.Zero,
    };

    // Compose stops what depends on a service before the service.
    private static TimeSpan Stop(ComposeProject project, ComposeService service, Dictionary<string, TimeSpan> known)
    {
        if (known.TryGetValue(service.Name, out var total))
        {
            return total;
        }

        known[service.Name] = TimeSpan.Zero;
        var below = service.DependsOn.Select(dependency => project.Find(dependency.Service)).OfType<ComposeService>()
            .Select(other => Stop(project, other, known)).DefaultIfEmpty(TimeSpan.Zero).Max();
        return known[service.Name] = below + (service.StopGracePeriod ?? HealthDefaults.StopGrace);
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}

using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Compose;
using CoinPilot.Health;

namespace CoinPilot.Planning;

/// <summary>How long each service that goes down may stay down, from stop grace periods, dependencies and healthchecks.</summary>
/// <remarks>
/// Compose stops and replaces in the order of dependencies and starts nothing before all is replaced; then it starts
/// in the same order, and waits where `depends_on` says so. What is not replaced is up already and is not waited for.
/// </remarks>
public sealed class InterruptionEstimate
{
    // Creating, networking and starting the containers of one stack, beside all waiting. Less than the bound in the unit
    // (StackBudgets): a person reads this and nothing is ended by it, so it need not cover every case.
    private static readonly TimeSpan Handling = TimeSpan.FromSeconds(10);

    private readonly ComposeProject project;
    private readonly ImmutableHashSet<string> certain;
    private readonly ImmutableHashSet<string> all;
    private readonly ImmutableHashSet<string> imageHealth;
    private readonly Dictionary<string, TimeSpan> stops = [];
    private readonly Dictionary<string, (TimeSpan Least, TimeSpan Most)> waits = [];

    /// <param name="certain">The services that go down for sure.</param>
    /// <param name="possible">Those that may.</param>
    /// <param name="imageHealth">Those whose image brings a healthcheck of its own.</param>
    public InterruptionEstimate(
        ComposeProject project, ImmutableHashSet<string> certain, ImmutableHashSet<string> possible, ImmutableHashSet<string> imageHealth)
    {
        this.project = project;
        this.certain = certain;
        all = certain.Union(possible);
        this.imageHealth = imageHealth;
    }

    public Interruption Of(ComposeService service)
    {
        var stop = Stop(service);
        var wait = Wait(service);
        var health = Most(service);
        var first = Least(service);
        string[] sources =
        [
            string.Create(CultureInfo.InvariantCulture, $"stop ≤ {stop.TotalSeconds:0} s"),
            .. wait.Most > TimeSpan.Zero ? [string.Create(CultureInfo.InvariantCulture, $"its dependencies {wait.Least.TotalSeconds:0}–{wait.Most.TotalSeconds:0} s")] : (string[])[],
            health > TimeSpan.Zero
                ? string.Create(CultureInfo.InvariantCulture, $"healthy after {first.TotalSeconds:0}–{health.TotalSeconds:0} s")
                : "no healthcheck",
        ];
        return new(wait.Least + first, stop + wait.Most + health + Handling, string.Join(", ", sources));
    }

    // From its own stop until the last of those that depend on it is replaced too.
    private TimeSpan Stop(ComposeService service)
    {
        if (stops.TryGetValue(service.Name, out var known))
        {
            return known;
        }

        stops[service.Name] = TimeSpan.Zero;
        var after = project.Services
            .Where(other => all.Contains(other.Name) && other.DependsOn.Any(dependency => dependency.Service == service.Name))
            .Select(Stop).DefaultIfEmpty(TimeSpan.Zero).Max();
        return stops[service.Name] = (service.StopGracePeriod ?? HealthDefaults.StopGrace) + after;
    }

    private (TimeSpan Least, TimeSpan Most) Wait(ComposeService service)
    {
        if (waits.TryGetValue(service.Name, out var known))
        {
            return known;
        }

        waits[service.Name] = default;
        TimeSpan least = default, most = default;
        foreach (var dependency in service.DependsOn.Where(dependency => all.Contains(dependency.Service)))
        {
            if (project.Find(dependency.Service) is { } other)
            {
                var before = Wait(other);
                var (first, last) = dependency.Condition switch
                {
                    "service_healthy" => (Least(other), Most(other)),
                    "service_completed_successfully" => (TimeSpan.Zero, HealthDefaults.OneShot),
                    _ => default,
                };
                most = Max(most, before.Most + last);
                least = certain.Contains(other.Name) ? Max(least, before.Least + first) : least;
            }
        }

        return waits[service.Name] = (least, most);
    }

    private TimeSpan Most(ComposeService service) =>
        StackBudgets.HealthLimit(service) is var limit && limit > TimeSpan.Zero ? limit
        : imageHealth.Contains(service.Name) && service.Healthcheck is not { Disabled: true } ? HealthDefaults.ImageHealth
        : TimeSpan.Zero;

    // The engine's first look; with a start period, newer engines look after the start interval.
    private static TimeSpan Least(ComposeService service)
    {
        if (StackBudgets.HealthLimit(service) == TimeSpan.Zero)
        {
            return TimeSpan.Zero;
        }

        var check = service.Healthcheck!;
        var interval = check.Interval ?? HealthDefaults.Interval;
        return check.StartPeriod > TimeSpan.Zero ? Min(interval, check.StartInterval ?? HealthDefaults.StartInterval) : interval;
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}

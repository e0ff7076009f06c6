namespace CoinPilot.Compose.Lints;

/// <summary>What is asked for of a service's replacement and can't be, or contradicts itself.</summary>
internal static class UpdateLints
{
    public static readonly ComposeLint[] All =
    [
        new("start-first-not-possible", Severity.Error, "A service with `update: start-first` can run twice for a while.", NotPossible),
        new("single-twice", Severity.Error, "A service with `single: true` has one container.", Twice),
    ];

    private static IEnumerable<LintFinding> NotPossible(ComposeProject project) =>
        from service in project.Services
        where service.Update.StartFirst
        from obstacle in StartFirst.Obstacles(project, service)
        select new LintFinding(obstacle.At, $"'{service.Name}' can't be replaced start-first: {obstacle.Why}", obstacle.Fix, service);

    private static IEnumerable<LintFinding> Twice(ComposeProject project) =>
        from service in project.Services
        where service is { Update.IsSingle: true, Replicas: > 1 }
        select new LintFinding(service.Update.SingleAt ?? service.Location, $"'{service.Name}' is marked `single: true` and has {service.Replicas} containers", "remove one of the two", service);
}

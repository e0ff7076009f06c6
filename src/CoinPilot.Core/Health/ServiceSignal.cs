using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Hosts;
using CoinPilot.Releases;

namespace CoinPilot.Health;

/// <summary>The one signal that says why a service is not up, or that it is.</summary>
public static class ServiceSignal
{
    /// <summary>What is wrong with a service, or null: its containers come first, and a probe that has not answered has not passed.</summary>
    public static string? Trouble(ServiceBudget service, ImmutableArray<ContainerState> own, ImmutableArray<ProbeAnswer> probes) =>
        Trouble(service, own) is { } trouble ? trouble
        : !IsAsked(service, own) ? null
        : probes.FirstOrDefault(answer => answer.Service == service.Service) is { } answer ? answer.Trouble
        : $"probe {service.Probe} has not answered yet";

    /// <summary>It has a probe, and what could answer: a task that is done has said all that it says.</summary>
    public static bool IsAsked(ServiceBudget service, ImmutableArray<ContainerState> own) =>
        service.Probe is not null && own.Any(container => !OneShot.IsDone(service, container));

    /// <summary>Which containers these are, and since when they run: another start is another identity.</summary>
    public static string Identity(ImmutableArray<ContainerState> own) => string.Join(' ', own.Select(container =>
        string.Create(CultureInfo.InvariantCulture, $"{container.Id}/{container.StartedAt:O}/{container.RestartCount}")).Order());

    /// <summary>What is wrong with a service's containers, or null.</summary>
    public static string? Trouble(ServiceBudget service, ImmutableArray<ContainerState> own)
    {
        if (own.Length < service.Replicas)
        {
            return own.IsEmpty ? "has no container" : $"has {own.Length} of {service.Replicas} containers";
        }

        return own.Select(container => Trouble(service, container)).FirstOrDefault(trouble => trouble is not null);
    }

    /// <summary>The good state in a word: healthy, running or done.</summary>
    public static string Good(ServiceBudget service, ImmutableArray<ContainerState> own) =>
        own.IsEmpty ? "none wanted"
        : own.All(container => OneShot.IsDone(service, container)) ? "done (exited 0)"
        : own.Any(container => container.Health.Length > 0) ? "healthy"
        : "running";

    private static string? Trouble(ServiceBudget service, ContainerState container) => container switch
    {
        _ when OneShot.IsDone(service, container) => null,
        { Status: "restarting" } => Restarts("restarting", container),
        { Status: "created", Error.Length: > 0 } => $"could not be started: {container.Error}",
        { Status: "created" } => "created, not started",
        { Status: not "running" } => Restarts($"{container.Status} with {container.ExitCode}{End(container)}", container),
        { Health: "healthy" } => null,
        { Health: "" } => service.HasHealthcheck ? "running, its healthcheck has not reported" : null,
        _ => Restarts(container.Health, container),
    };

    private static string End(ContainerState container) =>
        (container.EndedWithEngine ? " when the Docker Engine went away" : container.StoppedByHand ? ", stopped by hand" : "")
        + (container is { FinishedAt: { } at, Status: "exited" } ? $" at {at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC" : "");

    private static string Restarts(string state, ContainerState container) => container.RestartCount == 0
        ? state
        : string.Create(CultureInfo.InvariantCulture, $"{state} (exit {container.ExitCode}, restarted {container.RestartCount} {(container.RestartCount == 1 ? "time" : "times")})");
}

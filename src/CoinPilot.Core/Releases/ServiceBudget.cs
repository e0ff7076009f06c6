using CoinPilot.Health;

namespace CoinPilot.Releases;

/// <summary>What the gate expects of one service, and how long it may take after its start.</summary>
/// <param name="Gate">required, warn or ignore.</param>
/// <param name="Budget">From the start of the container until it must be up.</param>
/// <param name="ReadyAfter">How long the services it waits for may take before it is started.</param>
public sealed record ServiceBudget(string Service, string Gate, bool HasHealthcheck, int Replicas, TimeSpan Budget, TimeSpan ReadyAfter)
{
    /// <summary>How <see cref="Gate"/> says that a deployment is rolled back when the service isn't up.</summary>
    public const string Required = "required";

    /// <summary>It may be a task that ends: it has no healthcheck and publishes no ports, or another waits for its end.</summary>
    public bool MayEnd { get; init; } = true;

    /// <summary>It ran when its release was confirmed.</summary>
    public bool Ran { get; init; }

    /// <summary>What the host asks it beside its healthcheck; null where nothing is asked.</summary>
    public ServiceProbe? Probe { get; init; }

    public bool IsRequired => Gate == Required;
}

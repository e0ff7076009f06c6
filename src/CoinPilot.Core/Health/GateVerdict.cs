using System.Collections.Immutable;

namespace CoinPilot.Health;

/// <summary>What the gate says at one sample.</summary>
public abstract record GateVerdict(ImmutableArray<ServiceHealth> Services)
{
    /// <summary>The required services that are not up, each with why.</summary>
    public string NotUp => string.Join("; ", Services.Where(service => service.IsRequired && service.Standing != ServiceStanding.Up));

    public sealed record Pass(ImmutableArray<ServiceHealth> Services) : GateVerdict(Services);

    public sealed record Wait(ImmutableArray<ServiceHealth> Services) : GateVerdict(Services);

    public sealed record Fail(ImmutableArray<ServiceHealth> Services, string Reason) : GateVerdict(Services);
}

using System.Collections.Immutable;

namespace CoinPilot.Health;

/// <summary>What the gate says at one sample.</summary>
public abstract record GateVerdict(ImmutableArray<ServiceHealth> Services)
{
    public sealed record Pass(ImmutableArray<ServiceHealth> Services) : GateVerdict(Services);

    public sealed record Wait(ImmutableArray<ServiceHealth> Services) : GateVerdict(Services);

    public sealed record Fail(ImmutableArray<ServiceHealth> Services, string Reason) : GateVerdict(Services);
}

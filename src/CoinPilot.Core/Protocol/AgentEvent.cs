using System.Collections.Immutable;
using System.Text.Json.Serialization;
using CoinPilot.Health;
using CoinPilot.Hosts;
using CoinPilot.Logs;

namespace CoinPilot.Protocol;

/// <summary>Something that the host's half tells before a request is answered.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Said), "said")]
[JsonDerivedType(typeof(Warned), "warned")]
[JsonDerivedType(typeof(StillAtWork), "beat")]
[JsonDerivedType(typeof(StackSample), "sample")]
[JsonDerivedType(typeof(ReleaseKept), "kept")]
[JsonDerivedType(typeof(LogBegan), "log-began")]
[JsonDerivedType(typeof(LogWritten), "log")]
public abstract record AgentEvent;

/// <summary>A line for people.</summary>
public sealed record Said(string Text) : AgentEvent;

/// <summary>A line for people that they should not overlook.</summary>
public sealed record Warned(string Text) : AgentEvent;

/// <summary>Nothing but a sign of life: on a line that is dead, it shows.</summary>
public sealed record StillAtWork(DateTimeOffset Now) : AgentEvent;

/// <summary>One look at every container of the stack.</summary>
/// <param name="Uptime">How long the host was up then: unlike the time of day nobody sets it.</param>
/// <param name="Ps">What <c>docker compose ps</c> said when they last changed.</param>
public sealed record StackSample(TimeSpan Uptime, ImmutableArray<ContainerState> Containers, ComposePs Ps) : AgentEvent
{
    /// <summary>What the probes said last; none of a host that asks none.</summary>
    public ImmutableArray<ProbeAnswer> Probes { get => field.IsDefault ? [] : field; init; } = [];
}

/// <summary>The release is the host's own from now on, whatever happens to the client.</summary>
public sealed record ReleaseKept(string Release) : AgentEvent
{
    /// <summary>How long services were down for it; empty from an agent that does not measure that.</summary>
    public ImmutableArray<ServiceDown> Down { get => field.IsDefault ? [] : field; init; } = [];
}

/// <summary>The host's clock before the first line of a log.</summary>
public sealed record LogBegan(DateTimeOffset Now) : AgentEvent;

/// <summary>A line that a service wrote.</summary>
public sealed record LogWritten(LogLine Line) : AgentEvent;

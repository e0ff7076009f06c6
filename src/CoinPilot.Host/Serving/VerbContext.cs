using CoinPilot.Protocol;

namespace CoinPilot.Agent.Serving;

/// <summary>What a request is about, and how it tells the client things before it ends.</summary>
/// <param name="Payload">The bytes that belong to it; null without any.</param>
/// <param name="Tell">Waits while the client takes no more.</param>
public sealed record VerbContext(AgentScope Scope, RequestPayload? Payload, Func<AgentEvent, ValueTask> Tell)
{
    public ValueTask SayAsync(string text) => Tell(new Said(text));

    public ValueTask WarnAsync(string text) => Tell(new Warned(text));
}

/// <param name="Content">Ends after <paramref name="Length"/> bytes.</param>
/// <param name="Digest">sha256 that it must have; null for any.</param>
public sealed record RequestPayload(Stream Content, long Length, string? Digest);

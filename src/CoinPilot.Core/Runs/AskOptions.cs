using CoinPilot.Protocol;

namespace CoinPilot.Runs;

/// <summary>How a request is asked.</summary>
/// <param name="Limit">From now on, whatever the request has to wait for on the host.</param>
public sealed record AskOptions(TimeSpan Limit)
{
    /// <summary>The bytes that belong to the request.</summary>
    public RequestPayload? Payload { get; init; }

    /// <summary>Sees each event as it comes; it must not wait.</summary>
    public Action<AgentEvent>? OnEvent { get; init; }

    /// <summary>The host refuses it (30) unless the request before it ended well: so both are sent at once.</summary>
    public bool IsOnlyAfterSuccess { get; init; }

    /// <summary>Not after the others but beside them; giving it up gives up nothing else.</summary>
    public bool IsBeside { get; init; }
}

/// <param name="Digest">The sha256 that the host checks; null for what it need not check.</param>
public sealed record RequestPayload(Stream Content, string? Digest = null)
{
    /// <summary>Bytes from here to the end of the content.</summary>
    public long Length { get; } = Content.Length - Content.Position;
}

using System.Text.Json.Serialization;

namespace CoinPilot.Protocol;

/// <summary>One line from the client to the agent, as JSON; the bytes of a chunk follow it.</summary>
/// <param name="Id">Of the request; 0 for what is about the whole connection.</param>
public sealed record ClientLine(int Id)
{
    /// <summary>The first line of a connection.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public AgentScope? Scope { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public AgentRequest? Request { get; init; }

    /// <summary>Bytes that belong to the request and come in chunks; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long? Payload { get; init; }

    /// <summary>sha256 of the payload; null for one that need not be checked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Digest { get; init; }

    /// <summary>Refused (30) unless the request before it ended well.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsOnlyAfterSuccess { get; init; }

    /// <summary>Not after the others but beside them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsBeside { get; init; }

    /// <summary>So many bytes of the request's payload follow this line.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int? Chunk { get; init; }

    /// <summary>Nobody waits for the request any more.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsCancelled { get; init; }
}

/// <summary>What every request of one connection is about, and who asks.</summary>
/// <param name="Unit">The stack's unit; empty for the one that the host remembers.</param>
/// <param name="Project">The Compose project.</param>
/// <param name="By">Who deploys, for the host's journal.</param>
/// <param name="From">Where from, for the host's journal.</param>
public sealed record AgentScope(string App, string Unit, string Project, string By, string From);

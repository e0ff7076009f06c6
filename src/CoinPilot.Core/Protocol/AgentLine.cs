using System.Text.Json;
using System.Text.Json.Serialization;

namespace CoinPilot.Protocol;

/// <summary>One line from the agent to the client, as JSON.</summary>
/// <param name="Id">Of the request; 0 for what is about the whole connection.</param>
public sealed record AgentLine(int Id)
{
    /// <summary>The first line of a connection.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public AgentHello? Hello { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public AgentEvent? Event { get; init; }

    /// <summary>So many more bytes of the payload may be sent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long? Credit { get; init; }

    /// <summary>The request has ended; answer or failure, or both, stand beside.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsEnd { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement? Answer { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public VerbFailure? Failure { get; init; }
}

/// <summary>What the agent says first.</summary>
/// <param name="Protocol">The version of the contract that it speaks.</param>
/// <param name="Oldest">The oldest version that it understands.</param>
/// <param name="Product">The product's version, for people.</param>
/// <param name="Token">What the client gave it: so nothing that a login prints can pass for it.</param>
public sealed record AgentHello(int Protocol, int Oldest, string Product, string Token);

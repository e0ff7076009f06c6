using CoinPilot.Protocol;

namespace CoinPilot.Agent.Serving;

/// <summary>The requests that this agent answers.</summary>
public interface IVerbs
{
    /// <summary>
    /// The answer, with a failure beside it where the verb tells both. Throws <see cref="VerbFailedException"/>.
    /// </summary>
    /// <param name="ct">The client is gone, or nobody waits for the answer any more; verbs that must not stop halfway pass over it.</param>
    Task<(object Answer, VerbFailure? Failure)> RunAsync(AgentRequest request, VerbContext context, CancellationToken ct);
}

using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Serving;
using CoinPilot.Protocol;

namespace CoinPilot.Agent;

/// <summary>The requests that this agent answers, each by a class of its own.</summary>
internal sealed class AgentVerbs(HostParts host) : IVerbs
{
    public async Task<(object Answer, VerbFailure? Failure)> RunAsync(AgentRequest request, VerbContext context, CancellationToken ct) => request switch
    {
        ObserveRequest observe => (await new ObserveVerb(host, context).RunAsync(observe, ct).ConfigureAwait(false), null),
        HistoryRequest => (new HistoryVerb(host, context).Run(), null),
        _ => throw new VerbFailedException(
            ExitStatus.BadInput, $"the agent on this host does not know the request '{request.Verb}'", "use the client of the same version as the agent"),
    };
}

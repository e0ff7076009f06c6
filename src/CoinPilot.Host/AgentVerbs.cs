using CoinPilot.Agent.Checkouts;
using CoinPilot.Agent.Jobs;
using CoinPilot.Agent.Logs;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Rehearsing;
using CoinPilot.Agent.Serving;
using CoinPilot.Agent.Staging;
using CoinPilot.Agent.Transaction;
using CoinPilot.Agent.Watching;
using CoinPilot.Hosts;
using CoinPilot.Protocol;

namespace CoinPilot.Agent;

/// <summary>The requests that this agent answers, each by a class of its own.</summary>
/// <param name="isJob">This process is the unit of its own that a request was handed to.</param>
internal sealed class AgentVerbs(HostParts host, bool isJob) : IVerbs
{
    public async Task<(object Answer, VerbFailure? Failure)> RunAsync(AgentRequest request, VerbContext context, CancellationToken ct) => request switch
    {
        ObserveRequest observe => (await ObserveAsync(observe, context, ct).ConfigureAwait(false), null),
        WatchRequest watch => (await new WatchVerb(host, context).RunAsync(watch, ct).ConfigureAwait(false), null),
        ExplainRequest explain => (await new ExplainVerb(host, context).RunAsync(explain, ct).ConfigureAwait(false), null),
        HoldingsRequest => (await new HoldingsVerb(host, context).RunAsync(ct).ConfigureAwait(false), null),
        LogsRequest logs => (await new LogsVerb(host, context).RunAsync(logs, ct).ConfigureAwait(false), null),
        CheckoutRequest checkout => (await new CheckoutVerb(host).RunAsync(checkout, ct).ConfigureAwait(false), null),
        CheckoutSinceRequest since => (await new CheckoutSinceVerb(host, context).RunAsync(since, ct).ConfigureAwait(false), null),
        RehearseRequest => (await new RehearseVerb(host, context).RunAsync(ct).ConfigureAwait(false), null),
        HistoryRequest => (await new HistoryVerb(host, context).RunAsync(ct).ConfigureAwait(false), null),
        StartRequest start => isJob
            ? (await new StartVerb(new(host, context)).RunAsync(start, ct).ConfigureAwait(false), null)
            : await new DetachedJob(host, context, "start").RunAsync(start, ct).ConfigureAwait(false),
        RevertRequest revert => isJob ? await RevertAsync(revert, context).ConfigureAwait(false) : await new DetachedJob(host, context, "reverting").RunAsync(revert, ct).ConfigureAwait(false),
        StageRequest stage => (await new StageVerb(new(host, context)).RunAsync(stage, ct).ConfigureAwait(false), null),
        SwitchRequest @switch => (await new SwitchVerb(new(host, context)).RunAsync(@switch, ct).ConfigureAwait(false), null),
        ConfirmRequest confirm => (await new ConfirmVerb(new(host, context)).RunAsync(confirm).ConfigureAwait(false), null),
        _ => throw new VerbFailedException(
            ExitStatus.BadInput, $"the agent on this host does not know the request '{request.Verb}'", "use the client of the same version as the agent"),
    };

    // Names of images that a stage which died has left moved go back first: what is told of them is then what they mean.
    private async Task<HostState> ObserveAsync(ObserveRequest request, VerbContext context, CancellationToken ct)
    {
        await new PulledNames(new(host, context)).RepairAsync(ct).ConfigureAwait(false);
        return await new ObserveVerb(host, context).RunAsync(request, ct).ConfigureAwait(false);
    }

    private async Task<(object Answer, VerbFailure? Failure)> RevertAsync(RevertRequest request, VerbContext context) =>
        await new RevertVerb(new(host, context), RevertMode.Asked).RunAsync(request).ConfigureAwait(false);
}

using CoinPilot.Agent.Checkouts;
using CoinPilot.Agent.Jobs;
using CoinPilot.Agent.Logs;
using CoinPilot.Agent.Notifying;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Previewing;
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
    // One connection has one of these.
    private readonly ComposeProjects projects = new(host);

    public async Task<(object Answer, VerbFailure? Failure)> RunAsync(AgentRequest request, VerbContext context, CancellationToken ct) => request switch
    {
        ObserveRequest observe => (await new ObserveVerb(new(host, context)).RunAsync(observe, ct).ConfigureAwait(false), null),
        PreviewRequest preview => (await new PreviewVerb(new(host, context), projects).RunAsync(preview, ct).ConfigureAwait(false), null),
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
            : await new DetachedJob(host, context, DetachedJob.Start).RunAsync(start, ct).ConfigureAwait(false),
        RevertRequest revert => isJob ? await RevertAsync(revert, context).ConfigureAwait(false) : await new DetachedJob(host, context, DetachedJob.Reverting).RunAsync(revert, ct).ConfigureAwait(false),
        StageRequest stage => (await new StageVerb(new(host, context), projects).RunAsync(stage, ct).ConfigureAwait(false), null),
        SwitchRequest @switch => (await new SwitchVerb(new(host, context), projects).RunAsync(@switch, ct).ConfigureAwait(false), null),
        ConfirmRequest confirm => (await new ConfirmVerb(new(host, context)).RunAsync(confirm).ConfigureAwait(false), null),
        RestoreRequest restore => (await new RestoreVerb(new(host, context)).RunAsync(restore, ct).ConfigureAwait(false), null),
        UninstallRequest => (await new UninstallVerb(new(host, context)).RunAsync().ConfigureAwait(false), null),
        InstallNotifyRequest => (await new InstallNotifyVerb(new(host, context)).RunAsync(ct).ConfigureAwait(false), null),
        TestNotificationRequest => (await new TestNotificationVerb(new(host, context)).RunAsync(ct).ConfigureAwait(false), null),
        RebootRequest => (await new RebootVerb(new(host, context)).RunAsync().ConfigureAwait(false), null),
        _ => throw new VerbFailedException(
            FailureKind.BadInput, $"the agent on this host does not know the request '{request.Verb}'", "use the client of the same version as the agent"),
    };

    private async Task<(object Answer, VerbFailure? Failure)> RevertAsync(RevertRequest request, VerbContext context) =>
        await new RevertVerb(new(host, context), RevertMode.Asked).RunAsync(request).ConfigureAwait(false);
}

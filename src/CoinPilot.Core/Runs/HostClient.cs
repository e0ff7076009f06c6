using System.Collections.Immutable;
using CoinPilot.Health;
using CoinPilot.Hosts;
using CoinPilot.Protocol;
using CoinPilot.Reporting;

namespace CoinPilot.Runs;

/// <summary>The requests to the host's half with their time limits; a failure becomes an exception here.</summary>
public sealed partial class HostClient(IHostAgent agent, HostTouch touch, IReporter reporter) : IAsyncDisposable
{
    // For requests that only read or write small files; the host's own limits are tighter.
    private static readonly TimeSpan Brief = TimeSpan.FromMinutes(2);

    // Build contexts and mounted folders are read whole.
    private static readonly TimeSpan Thorough = TimeSpan.FromMinutes(15);

    // Some ten commands of Compose, each bounded on the host.
    private static readonly TimeSpan Rehearsing = TimeSpan.FromMinutes(5);

    public string Description => agent.Description;

    public string Contact => agent.Contact;

    /// <summary>Brings the host's half there, so that the next request takes one round trip.</summary>
    public Task PrepareAsync(CancellationToken ct) => agent.PrepareAsync(Brief, ct);

    public Task<HostState> ObserveAsync(ImmutableArray<string> containerNames, CancellationToken ct) =>
        AskAsync(new ObserveRequest(containerNames), "observe", Brief, ct);

    /// <summary>What is there, and what Compose there would make of a release, in one trip; nothing is changed.</summary>
    /// <param name="repair">Puts back names of images that a dead staging left moved, as <c>observe</c> does.</param>
    public async Task<(HostState State, HostPreview Preview)> PreviewAsync(
        ImmutableArray<string> containerNames, RequestPayload payload, bool repair, CancellationToken ct)
    {
        var answer = await AskAsync(new PreviewRequest(containerNames, repair), "observe", Brief, ct, payload).ConfigureAwait(false);
        return (answer.State, answer.Preview);
    }

    /// <summary>Asks for one step of a plan, and waits for its end; <paramref name="limit"/> bounds that wait.</summary>
    /// <param name="onlyAfterSuccess">Sent now, but done only if what was asked for before ends well.</param>
    public Task<TAnswer> RunAsync<TAnswer>(
        AgentRequest<TAnswer> request, RequestPayload? payload, TimeSpan limit, CancellationToken ct, bool onlyAfterSuccess = false)
        where TAnswer : class
    {
        return touch.Of(request) is { } change ? touch.DuringAsync(change, change, SendAsync) : SendAsync();

        Task<TAnswer> SendAsync() => AskAsync(request, request.Verb, limit, ct, payload, onlyAfterSuccess);
    }

    /// <summary>
    /// The confirmation, until the host says that it keeps the release. What it does then (the drop-in, the timer, old
    /// releases) needs no client, and every later request waits for it.
    /// </summary>
    /// <returns>How long services were down for it.</returns>
    public Task<ImmutableArray<ServiceDown>> ConfirmAsync(ConfirmRequest request, CancellationToken ct) => touch.DuringAsync(HostChange.Confirming, HostChange.Confirmed, async () =>
    {
        TaskCompletionSource<ImmutableArray<ServiceDown>> kept = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = agent.AskAsync(request, new(Brief) { OnEvent = Take }, ct);
        if (await Task.WhenAny(asked, kept.Task).ConfigureAwait(false) == asked)
        {
            Demand(request, await asked.ConfigureAwait(false));
            return kept.Task.IsCompleted ? await kept.Task.ConfigureAwait(false) : [];
        }

        _ = LeftBehind.Observed(asked);
        return await kept.Task.ConfigureAwait(false);

        void Take(AgentEvent told)
        {
            if (told is ReleaseKept release)
            {
                kept.TrySetResult(release.Down);
            }
            else if (!kept.Task.IsCompleted)
            {
                Show(request.Verb, told);
            }
        }
    });

    /// <summary>Follows the stack beside whatever else runs; <paramref name="onSample"/> sees each look as it comes.</summary>
    public Task WatchAsync(TimeSpan duration, Action<StackSample> onSample, CancellationToken ct) =>
        WatchAsync(duration, new(duration + Brief) { IsBeside = true }, onSample, ct);

    /// <summary>Follows the stack as soon as what was asked for last, which takes <paramref name="before"/> at most, has ended well.</summary>
    public Task WatchAfterAsync(TimeSpan before, TimeSpan duration, Action<StackSample> onSample, CancellationToken ct) =>
        WatchAsync(duration, new(before + duration + Brief) { IsOnlyAfterSuccess = true }, onSample, ct);

    /// <summary>The last 20 lines of each container of some services.</summary>
    public async Task<ImmutableArray<LastWords>> ExplainAsync(ImmutableArray<string> services, CancellationToken ct) =>
        (await AskAsync(new ExplainRequest(services, 20), "explain", Brief, ct).ConfigureAwait(false)).Containers;

    /// <summary>The way back; its reply says whether what came back is healthy.</summary>
    /// <param name="release">The release that this run switched to; the host refuses when another one is pending.</param>
    /// <param name="reason">Why, for the host's journal.</param>
    public Task<Reply<RevertAnswer>> RevertAsync(string? release, string reason, TimeSpan limit, CancellationToken ct) =>
        touch.DuringAsync(HostChange.Reverting, HostChange.Reverting, () =>
            agent.AskAsync(new RevertRequest(release, reason), new(limit) { OnEvent = told => Show("revert", told) }, ct));

    /// <summary>Looks at files of the host, and changes nothing.</summary>
    public Task<CheckoutAnswer> CheckoutAsync(CheckoutRequest request, CancellationToken ct) => AskAsync(request, "checkout", Thorough, ct);

    /// <summary>What of a checkout is not what a release was made from.</summary>
    public async Task<ImmutableArray<CheckoutChange>> CheckoutSinceAsync(string release, CancellationToken ct) =>
        (await AskAsync(new CheckoutSinceRequest(release), "checkout", Thorough, ct).ConfigureAwait(false)).Changes;

    /// <summary>Whether the installed unit would start; nothing is touched.</summary>
    public Task<Rehearsal> RehearseAsync(CancellationToken ct) => AskAsync(new RehearseRequest(), "rehearse", Rehearsing, ct);

    /// <summary>Tells the host to reboot in a second; its boot id and its clock before that.</summary>
    public Task<RebootAnswer> RebootAsync(CancellationToken ct) =>
        touch.DuringAsync(HostChange.Rebooting, HostChange.Rebooting, () => AskAsync(new RebootRequest(), "reboot", Brief, ct));

    public ValueTask DisposeAsync() => agent.DisposeAsync();

    private async Task<TAnswer> AskAsync<TAnswer>(
        AgentRequest<TAnswer> request, string phase, TimeSpan limit, CancellationToken ct, RequestPayload? payload = null, bool onlyAfterSuccess = false)
        where TAnswer : class
    {
        AskOptions options = new(limit) { Payload = payload, OnEvent = told => Show(phase, told), IsOnlyAfterSuccess = onlyAfterSuccess };
        return Demand(request, await agent.AskAsync(request, options, ct).ConfigureAwait(false));
    }

    private async Task WatchAsync(TimeSpan duration, AskOptions options, Action<StackSample> onSample, CancellationToken ct)
    {
        WatchRequest request = new(Math.Max(1, (int)Math.Ceiling(duration.TotalSeconds)));
        Demand(request, await agent.AskAsync(request, options with { OnEvent = Take }, ct).ConfigureAwait(false));

        void Take(AgentEvent told)
        {
            if (told is StackSample sample)
            {
                onSample(sample);
            }
        }
    }

    private void Show(string phase, AgentEvent told)
    {
        switch (told)
        {
            case Said said:
                reporter.Line(phase, LineStatus.Info, said.Text);
                break;
            case Warned warned:
                reporter.Line(phase, LineStatus.Warn, warned.Text);
                break;
            default:
                break;
        }
    }

    private TAnswer Demand<TAnswer>(AgentRequest<TAnswer> request, Reply<TAnswer> reply)
        where TAnswer : class => reply is { Failure: null, Answer: { } answer }
        ? answer
        : throw new DeploymentException(
            $"{agent.Description}: {request.Verb}: {reply.Failure}",
            reply.Failure?.Kind is FailureKind.BadInput or FailureKind.Conflict ? reply.Failure.Kind : FailureKind.Failed);
}

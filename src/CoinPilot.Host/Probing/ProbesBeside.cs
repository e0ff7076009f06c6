using System.Collections.Immutable;
using CoinPilot.Agent.Observation;
using CoinPilot.Health;
using CoinPilot.Hosts;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Probing;

/// <summary>The probes while somebody looks at the stack again and again: asked beside the looks, which wait for none of them.</summary>
internal sealed class ProbesBeside(HostParts host, AppPlaces places, CancellationToken ct) : IAsyncDisposable
{
    private static readonly TimeSpan BetweenQuestions = TimeSpan.FromSeconds(1);

    // One that answers fast is in the sample of its look.
    private static readonly TimeSpan Brief = TimeSpan.FromSeconds(0.2);

    private readonly Dictionary<string, Asked> asked = new(StringComparer.Ordinal);
    private ReleaseProbes? probes;

    /// <summary>What they said last of these containers.</summary>
    public async Task<ImmutableArray<ProbeAnswer>> LookAsync(ImmutableArray<ContainerState> containers)
    {
        await ReadAsync().ConfigureAwait(false);
        foreach (var service in probes!.Services)
        {
            await LookAsync(service, ReleaseProbes.OwnOf(service, containers)).ConfigureAwait(false);
        }

        var running = asked.Values.Where(one => !one.Answering.IsCompleted).Select(one => one.Answering).ToArray();
        if (running.Length > 0)
        {
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(ct);
            await Task.WhenAny(Task.WhenAll(running), host.Clock.DelayAsync(Brief, waiting.Token)).ConfigureAwait(false);
            waiting.Cancel(); // here and now, as ClockBounds does it
        }

        foreach (var one in asked.Values.Where(one => one.Answering.IsCompleted))
        {
            one.Last = await one.Answering.ConfigureAwait(false);
        }

        return [.. asked.Values.Select(one => one.Last).OfType<ProbeAnswer>()];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in asked.Keys.ToArray())
        {
            await DropAsync(service).ConfigureAwait(false);
        }
    }

    // The watch may begin before a switch and end after it.
    private async Task ReadAsync()
    {
        if (probes?.Release != new InstalledUnit(host.Files, places).Current)
        {
            await DisposeAsync().ConfigureAwait(false);
            probes = ReleaseProbes.OfCurrent(host, places);
        }
    }

    private async Task LookAsync(ServiceBudget service, ImmutableArray<ContainerState> own)
    {
        var identity = ServiceSignal.Identity(own);
        if (!ReleaseProbes.IsAsked(service, own))
        {
            await DropAsync(service.Service).ConfigureAwait(false);
            return;
        }

        var before = asked.GetValueOrDefault(service.Service);
        if (before is not null && before.Identity != identity)
        {
            // What another container said says nothing of this one.
            await DropAsync(service.Service).ConfigureAwait(false);
            before = null;
        }

        if (before is null)
        {
            asked[service.Service] = Asked.Begin(identity, host.Clock.Uptime, stop => probes!.AskAsync(service, stop), ct);
        }
        else if (before.Answering.IsCompleted && host.Clock.Uptime - before.At >= BetweenQuestions)
        {
            before.Again(host.Clock.Uptime);
        }
    }

    private async Task DropAsync(string service)
    {
        if (asked.Remove(service, out var dropped))
        {
            await dropped.EndAsync().ConfigureAwait(false);
        }
    }

    private sealed class Asked(string identity, Func<CancellationToken, Task<ProbeAnswer>> question, CancellationTokenSource stop)
    {
        public string Identity => identity;

        public TimeSpan At { get; private set; }

        public Task<ProbeAnswer> Answering { get; private set; } = null!;

        public ProbeAnswer? Last { get; set; }

        public static Asked Begin(string identity, TimeSpan now, Func<CancellationToken, Task<ProbeAnswer>> question, CancellationToken ct)
        {
            Asked begun = new(identity, question, CancellationTokenSource.CreateLinkedTokenSource(ct));
            begun.Again(now);
            return begun;
        }

        public void Again(TimeSpan now) => (At, Answering) = (now, question(stop.Token));

        // Nobody waits for its answer any more; it is over when this returns.
        public async Task EndAsync()
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAny(Answering).ConfigureAwait(false);
            stop.Dispose();
        }
    }
}

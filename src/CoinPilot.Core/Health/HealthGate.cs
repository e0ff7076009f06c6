using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Hosts;
using CoinPilot.Releases;

namespace CoinPilot.Health;

/// <summary>The check that decides whether the stack is up; a pure fold over samples of its containers (D051).</summary>
/// <remarks>
/// <c>docker compose ps</c> says "running" in a third of all samples of a crash loop, so one look proves nothing:
/// a service is up when the same containers, with the same start time and restart count, are good for
/// <see cref="StableFor"/>.
/// </remarks>
public sealed record HealthGate(ImmutableArray<ServiceBudget> Services, TimeSpan StableFor, TimeSpan? Timeout = null)
{
    /// <summary>The longest the gate may take from the moment the start returned.</summary>
    public TimeSpan Budget => Timeout ?? Required.Select(service => service.Budget).DefaultIfEmpty(TimeSpan.Zero).Max() + StableFor;

    /// <summary>How long the host watches for this gate.</summary>
    public TimeSpan WatchTime => Budget + StableFor + WatchSlack;

    // What a slow host may add to the last sample.
    private static readonly TimeSpan WatchSlack = TimeSpan.FromSeconds(30);

    private IEnumerable<ServiceBudget> Required => Services.Where(service => service.IsRequired);

    /// <summary>The next memory and the verdict for a sample taken when the host was up for <paramref name="now"/>: nobody sets that clock.</summary>
    public (GateMemory Memory, GateVerdict Verdict) Judge(
        GateMemory memory, ImmutableArray<ContainerState> containers, ImmutableArray<ProbeAnswer> probes, TimeSpan now)
    {
        var begun = memory.Begun ?? now;
        var tracks = memory.Tracks;
        var judged = ImmutableArray.CreateBuilder<ServiceHealth>();
        foreach (var service in Services.Where(service => service.Gate != "ignore"))
        {
            var own = containers.Where(container => container.Service == service.Service).ToImmutableArray();
            var identity = ServiceSignal.Identity(own);
            var trouble = ServiceSignal.Trouble(service, own, probes);
            var track = tracks.GetValueOrDefault(service.Service);
            track = trouble is not null ? null
                : track is not null && track.Identity == identity ? track
                : new GateTrack(identity, now);
            tracks = track is null ? tracks.Remove(service.Service) : tracks.SetItem(service.Service, track);
            judged.Add(Stand(service, own, trouble, track, now, begun));
        }

        var next = new GateMemory(begun, tracks);
        return (next, Decide(judged.ToImmutable()));
    }

    /// <summary>A single look at a stack that was left alone: the start times themselves prove its stability.</summary>
    public GateVerdict Glance(ImmutableArray<ContainerState> containers, ImmutableArray<ProbeAnswer> probes, DateTimeOffset now)
    {
        var judged = Services.Where(service => service.Gate != "ignore").Select(service =>
        {
            var own = containers.Where(container => container.Service == service.Service).ToImmutableArray();
            var trouble = ServiceSignal.Trouble(service, own, probes);
            var settled = own.All(container => OneShot.IsDone(service, container) || now - container.StartedAt >= StableFor);
            var standing = trouble is not null ? ServiceStanding.Down : settled ? ServiceStanding.Up : ServiceStanding.Settling;
            var good = settled ? ServiceSignal.Good(service, own) : string.Create(CultureInfo.InvariantCulture, $"{ServiceSignal.Good(service, own)} for less than {StableFor.TotalSeconds:0} s");
            return new ServiceHealth(service.Service, service.Gate, standing, trouble ?? good, TimeSpan.Zero);
        });
        return Decide([.. judged]);
    }

    /// <summary>The same for whoever has not asked the probes.</summary>
    public HealthGate ByContainers() => this with { Services = [.. Services.Select(service => service with { Probe = null })] };

    private ServiceHealth Stand(
        ServiceBudget service, ImmutableArray<ContainerState> own, string? trouble, GateTrack? track, TimeSpan now, TimeSpan begun)
    {
        var allowed = Timeout ?? Limit(service, own) + StableFor;
        var left = Clamp(allowed - (now - begun));
        if (trouble is not null)
        {
            return new(service.Service, service.Gate, left > TimeSpan.Zero ? ServiceStanding.Waiting : ServiceStanding.Down, trouble, left);
        }

        var good = now - track!.GoodSince;
        if (good >= StableFor)
        {
            return new(service.Service, service.Gate, ServiceStanding.Up, ServiceSignal.Good(service, own), left);
        }

        // A service that keeps settling is a crash loop; one that came up in time may finish settling.
        var restarting = track.GoodSince - begun > allowed;
        var signal = string.Create(CultureInfo.InvariantCulture, $"{ServiceSignal.Good(service, own)} for {good.TotalSeconds:0} of {StableFor.TotalSeconds:0} s");
        return new(service.Service, service.Gate, restarting ? ServiceStanding.Down : ServiceStanding.Settling, signal, left);
    }

    private static GateVerdict Decide(ImmutableArray<ServiceHealth> judged)
    {
        var required = judged.Where(health => health.IsRequired).ToImmutableArray();
        var down = required.Where(health => health.Standing == ServiceStanding.Down).ToImmutableArray();
        if (!down.IsEmpty)
        {
            return new GateVerdict.Fail(judged, string.Join("; ", down));
        }

        return required.All(health => health.Standing == ServiceStanding.Up) ? new GateVerdict.Pass(judged) : new GateVerdict.Wait(judged);
    }

    private static TimeSpan Limit(ServiceBudget service, ImmutableArray<ContainerState> own) =>
        !service.HasHealthcheck && service.Budget < HealthDefaults.ImageHealth && own.Any(container => container.Health.Length > 0) ? HealthDefaults.ImageHealth : service.Budget;

    private static TimeSpan Clamp(TimeSpan left) => left < TimeSpan.Zero ? TimeSpan.Zero : left;
}

/// <summary>What the gate remembers between samples.</summary>
public sealed record GateMemory(TimeSpan? Begun, ImmutableDictionary<string, GateTrack> Tracks)
{
    public static readonly GateMemory Empty = new(null, ImmutableDictionary<string, GateTrack>.Empty);
}

/// <summary>The same good containers, and since when.</summary>
public sealed record GateTrack(string Identity, TimeSpan GoodSince);

using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Health;
using CoinPilot.Hosts;
using CoinPilot.Reporting;

namespace CoinPilot.Runs;

/// <summary>The gate over a live stack: one line whenever a service's standing changes, then the verdict.</summary>
public sealed class GateRun(HostClient host, IReporter reporter)
{
    public ImmutableArray<ContainerState> Containers { get; private set; } = [];

    /// <summary>What <c>docker compose ps</c> said of the last sample; null before the first.</summary>
    public ComposePs? Ps { get; private set; }

    public Task<GateVerdict> JudgeAsync(HealthGate gate, CancellationToken ct) =>
        JudgeAsync(gate, StackWatch.Beside(host, gate.WatchTime, ct), ct);

    /// <summary>Judges by a watch that was begun already, and ends it.</summary>
    public async Task<GateVerdict> JudgeAsync(HealthGate gate, StackWatch watch, CancellationToken ct)
    {
        await using var ending = watch.ConfigureAwait(false);
        var memory = GateMemory.Empty;
        var shown = ImmutableDictionary<string, string>.Empty;
        GateVerdict? verdict = null;
        TimeSpan? first = null;
        var last = TimeSpan.Zero;
        await foreach (var sample in watch.ReadAsync(ct).ConfigureAwait(false))
        {
            Containers = sample.Containers;
            Ps = sample.Ps;
            last = sample.Uptime - (first ??= sample.Uptime);
            (memory, verdict) = gate.Judge(memory, sample.Containers, sample.Probes, sample.Uptime);
            shown = Show(verdict, shown);
            if (verdict is not GateVerdict.Wait)
            {
                return verdict;
            }
        }

        return verdict is null
            ? new GateVerdict.Fail([], $"{host.Description} sent no sample of the stack.")
            : new GateVerdict.Fail(verdict.Services, string.Create(CultureInfo.InvariantCulture, $"{verdict.NotUp} (last look {last.TotalSeconds:0} s after the first)"));
    }

    private ImmutableDictionary<string, string> Show(GateVerdict verdict, ImmutableDictionary<string, string> shown)
    {
        foreach (var service in verdict.Services)
        {
            var line = $"{service.Service} {(service.Standing == ServiceStanding.Settling ? service.Signal.Split(" for ")[0] + ", settling" : service.Signal)}";
            if (shown.GetValueOrDefault(service.Service) != line)
            {
                shown = shown.SetItem(service.Service, line);
                reporter.Line("gate", Status(service), service.Standing == ServiceStanding.Waiting
                    ? string.Create(CultureInfo.InvariantCulture, $"{line}, {service.Left.TotalSeconds:0} s left")
                    : line);
            }
        }

        return shown;
    }

    private static LineStatus Status(ServiceHealth service) => service.Standing switch
    {
        ServiceStanding.Up => LineStatus.Ok,
        ServiceStanding.Down => service.IsRequired ? LineStatus.Fail : LineStatus.Warn,
        _ => LineStatus.Wait,
    };
}

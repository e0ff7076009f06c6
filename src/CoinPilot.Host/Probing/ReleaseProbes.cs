using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Time;
using CoinPilot.Compose.Variables;
using CoinPilot.Health;
using CoinPilot.Hosts;
using CoinPilot.Inspection;
using CoinPilot.Planning;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Probing;

/// <summary>The probes of the release whose unit is installed.</summary>
internal sealed class ReleaseProbes
{
    // Of what a command wrote.
    private const int LongestSaid = 200;

    private readonly HostParts host;
    private readonly string folder;
    private readonly Lazy<ProbeVariables> variables;
    private readonly Lazy<ValueMask> mask;

    private ReleaseProbes(HostParts host, AppPlaces places, ReleaseShelf shelf, string release, ImmutableArray<ServiceBudget> services)
    {
        this.host = host;
        Release = release;
        Services = services;
        folder = places.Release(release);
        var conf = shelf.ConfOf(release);
        variables = new(() => new(conf is null ? "" : host.Files.ReadText(conf.EnvFile) ?? "", conf?.Project ?? ""));
        mask = new(() => shelf.MaskOf(conf));
    }

    public string Release { get; }

    /// <summary>The services that have one and count for the gate.</summary>
    public ImmutableArray<ServiceBudget> Services { get; }

    /// <summary>None for a unit or a manifest that says nothing of probes.</summary>
    public static ReleaseProbes OfCurrent(HostParts host, AppPlaces places)
    {
        var current = new InstalledUnit(host.Files, places).Current;
        ReleaseShelf shelf = new(host.Files, places);
        var manifest = shelf.ManifestOf(current);
        return new(host, places, shelf, current, manifest is null
            ? []
            : [.. Planner.GateOf(manifest, shelf.All.FirstOrDefault(release => release.Id == current)).Services.Where(service => service.Probe is not null && service.Gate != "ignore")]);
    }

    /// <summary>The answers of all whose containers are good, asked at the same time.</summary>
    public async Task<ImmutableArray<ProbeAnswer>> AskAsync(ImmutableArray<ContainerState> containers, CancellationToken ct) =>
        [.. await Task.WhenAll(Services.Where(service => IsAsked(service, OwnOf(service, containers))).Select(service => AskAsync(service, ct))).ConfigureAwait(false)];

    public static ImmutableArray<ContainerState> OwnOf(ServiceBudget service, ImmutableArray<ContainerState> containers) =>
        [.. containers.Where(container => container.Service == service.Service && !container.IsOneOff)];

    public static bool IsAsked(ServiceBudget service, ImmutableArray<ContainerState> own) => ServiceSignal.Trouble(service, own) is null && ServiceSignal.IsAsked(service, own);

    /// <summary>One question to a service, within the probe's own time.</summary>
    public async Task<ProbeAnswer> AskAsync(ServiceBudget service, CancellationToken ct)
    {
        var probe = service.Probe!;
        try
        {
            var outcome = await host.Clock.WithinAsync(probe.Timeout, limit => host.Prober.AskAsync(variables.Value.Into(probe), folder, limit), ct).ConfigureAwait(false);
            return new(service.Service, outcome.Trouble is { } trouble ? $"probe {probe} {mask.Value.Apply(trouble)}{Said(outcome.Said)}" : null);
        }
        catch (TimeoutException)
        {
            return new(service.Service, string.Create(CultureInfo.InvariantCulture, $"probe {probe} gave no answer within {probe.Timeout.TotalSeconds:0.#} s"));
        }
    }

    // Masked as a whole, then cut in front: half a value is none that a mask knows.
    private string Said(string text)
    {
        var line = TerminalText.Cell(mask.Value.Apply(text).TrimEnd().Split('\n')[^1].Trim());
        return line.Length == 0 ? "" : line.Length > LongestSaid ? $": …{line[^LongestSaid..]}" : $": {line}";
    }
}

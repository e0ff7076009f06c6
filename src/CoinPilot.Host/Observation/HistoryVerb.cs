using CoinPilot.Agent.Files;
using CoinPilot.Agent.Serving;
using CoinPilot.Protocol;

namespace CoinPilot.Agent.Observation;

/// <summary>The lines of the host's journal.</summary>
internal sealed class HistoryVerb(HostParts host, VerbContext context)
{
    private const int Most = 1000;

    public HistoryAnswer Run() => new(
        [.. (host.Files.ReadText(AppPlaces.Of(context.Scope).Journal) ?? "").Split('\n').Where(line => line.Length > 0).TakeLast(Most)]);
}

using CoinPilot.Agent.Files;
using CoinPilot.Agent.Serving;
using CoinPilot.Protocol;

namespace CoinPilot.Agent.Observation;

/// <summary>The lines of the host's journal.</summary>
internal sealed class HistoryVerb(HostParts host, VerbContext context)
{
    private const int Most = 1000;

    public async Task<HistoryAnswer> RunAsync(CancellationToken ct)
    {
        var places = AppPlaces.Of(context.Scope);
        await new Settled(host, places).WaitAsync(ct).ConfigureAwait(false);
        return new([.. (host.Files.ReadText(places.Journal) ?? "").Split('\n').Where(line => line.Length > 0).TakeLast(Most)]);
    }
}

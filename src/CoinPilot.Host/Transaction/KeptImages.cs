using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;

namespace CoinPilot.Agent.Transaction;

/// <summary>Names that a pending switch gave to images which its way back needs and nothing else names (D043).</summary>
internal sealed class KeptImages(HostParts host, AppPlaces places)
{
    private string ListFile => $"{places.Old}/kept";

    /// <summary>Takes the names away; what a container still uses stays.</summary>
    public async Task ForgetAsync(CancellationToken ct)
    {
        foreach (var name in (host.Files.ReadText(ListFile) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            await host.Docker.UntagAsync(name, ct).ConfigureAwait(false);
        }

        host.Files.Remove(ListFile);
    }
}

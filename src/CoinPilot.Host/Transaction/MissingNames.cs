using CoinPilot.Agent.Docker;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Transaction;

/// <summary>Names that Compose runs and that mean no image, while the release's own tag still has it. A name that means another image stays: a refresh may have brought it.</summary>
internal sealed class MissingNames(TransactionParts parts, string release, ReleaseConf conf)
{
    private readonly IDocker docker = parts.Host.Docker;

    /// <summary>Gives them back; the services whose image is not here at all. Throws <see cref="DockerSilentException"/>.</summary>
    public async Task<string[]> GiveAsync(CancellationToken ct)
    {
        List<string> lost = [];
        foreach (var (service, reference) in conf.Images)
        {
            if (await docker.ImageAsync(reference, ct).ConfigureAwait(false) is not null)
            {
                continue;
            }

            if (!Retag.IsPinned(reference) && await docker.TagAsync(parts.Tags.Of(service, release), reference, ct).ConfigureAwait(false))
            {
                await parts.Context.SayAsync($"{reference} meant no image any more: {service} gets the one of {release}").ConfigureAwait(false);
            }
            else
            {
                lost.Add(service);
            }
        }

        return [.. lost];
    }
}

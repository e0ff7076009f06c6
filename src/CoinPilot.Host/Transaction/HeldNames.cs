using CoinPilot.Agent.Boot;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Releases;
using CoinPilot.Systemd;

namespace CoinPilot.Agent.Transaction;

/// <summary>
/// On hold, or pinned, a start is of exactly the images that were confirmed or proven: a name that has come to mean another
/// one gets them back. (D045)
/// </summary>
/// <remarks>Compose compares what a name means with what a container was made from, and <c>up</c> makes it anew: without a pull, too.</remarks>
internal sealed class HeldNames(TransactionParts parts, string release, ReleaseConf conf)
{
    private static readonly string Pinned = StartPolicy.Pinned.ToString().ToLowerInvariant();

    private readonly IDocker docker = parts.Host.Docker;

    /// <summary>Throws <see cref="DockerSilentException"/>.</summary>
    public async Task GiveAsync(CancellationToken ct)
    {
        // Whoever has it starts this unit, and has said what the names are to mean.
        using var held = parts.Lock.TryTake();
        if (held is null || parts.Pending is not null || parts.Shelf.ManifestOf(release) is not { } manifest
            || !(parts.Host.Files.IsFile(parts.Places.HoldFile) || manifest.StartPolicy == Pinned))
        {
            return;
        }

        var proven = await new ProvenImages(parts, manifest, conf).ReadAsync(ct).ConfigureAwait(false);
        foreach (var (service, reference) in conf.Images.Where(image => !Retag.IsPinned(image.Value)))
        {
            if (proven.GetValueOrDefault(service) is { } image
                && await docker.ImageAsync(reference, ct).ConfigureAwait(false) is { } meant && meant.Id != image
                && await docker.TagAsync(image, reference, ct).ConfigureAwait(false))
            {
                await parts.Context.SayAsync($"{reference} had come to mean {meant.Id}: {service} gets {image} of {release} again").ConfigureAwait(false);
            }
        }
    }
}

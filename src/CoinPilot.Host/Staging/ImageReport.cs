using System.Collections.Immutable;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Transaction;
using CoinPilot.Compose.Pulls;
using CoinPilot.Hosts;
using CoinPilot.Protocol;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Staging;

/// <summary>What a release's own tags mean, after the images have come.</summary>
internal sealed class ImageReport(TransactionParts parts, string release, ReleaseConf conf)
{
    /// <summary>In the order of the services. Throws <see cref="VerbFailedException"/> when one is gone.</summary>
    public async Task<ImmutableArray<ImageDetail>> ReadAsync(CancellationToken ct) =>
    [
        .. await Task.WhenAll(conf.Images.Select(async image =>
            await parts.Host.Docker.ImageAsync(parts.Tags.Of(image.Key, release), ct).ConfigureAwait(false)
                ?? throw new VerbFailedException(FailureKind.Failed, $"the image {image.Value} of {image.Key} is gone from this host", "run the command again"))).ConfigureAwait(false),
    ];

    /// <summary>This machine can run them, or is asked to emulate what does. Throws <see cref="VerbFailedException"/> (2).</summary>
    public async Task DemandArchitectureAsync(ImmutableArray<ImageDetail> images, StartNeeds needs)
    {
        var machine = ImageArchitecture.Of(Machine.KernelName);
        foreach (var ((service, reference), image) in conf.Images.Zip(images))
        {
            var madeFor = image.Architecture;
            if (!ImageArchitecture.IsForeign(machine, madeFor))
            {
                continue;
            }

            if (!needs.Platforms.Any(platform => platform.Key == service && platform.Value.Split('/').Skip(1).Contains(madeFor)))
            {
                throw new VerbFailedException(
                    FailureKind.BadInput,
                    $"the image {reference} of {service} is for {madeFor}, this host is {machine}: it can't start here",
                    $"use an image that is also for {machine} (built ones: their FROM), or, if this host emulates {madeFor}, say so: platform: linux/{madeFor}");
            }

            await parts.Context.WarnAsync($"the image {reference} of {service} is for {madeFor}, this host is {machine}: it runs only if the host emulates it").ConfigureAwait(false);
        }
    }

    public ImagesAnswer ToAnswer(ImmutableArray<ImageDetail> images) =>
        new([.. conf.Images.Zip(images, (image, detail) => new HostImage(image.Key, image.Value, detail.Id, DigestOf(image.Value, detail)))]);

    // Of what the registry of its own name knows it by.
    private static string? DigestOf(string reference, ImageDetail image)
    {
        var repository = ImageReference.Parse(reference).Repository;
        return image.RepoDigests.LastOrDefault(digest => digest.StartsWith($"{repository}@", StringComparison.Ordinal));
    }
}

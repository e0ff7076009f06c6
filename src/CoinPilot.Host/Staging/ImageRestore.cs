using System.Collections.Immutable;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Transaction;
using CoinPilot.Protocol;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Staging;

/// <summary>
/// Gives a release its images back, under its own tags only: by id where the image is still here, by digest from its
/// registry, and what is built here from the release's own files (a checkout is none). Nothing that runs, and no other name,
/// is touched (D046).
/// </summary>
internal sealed class ImageRestore(TransactionParts parts)
{
    private readonly IDocker docker = parts.Host.Docker;

    /// <summary>Throws <see cref="VerbFailedException"/> (2) when one can't be had; then everything is as it was.</summary>
    public async Task RestoreAsync(string release, ReleaseConf conf, ImmutableArray<WantedImage> wanted, CancellationToken ct)
    {
        Search search = new(release, conf);
        foreach (var (service, reference) in conf.Images)
        {
            if (await docker.ImageAsync(parts.Tags.Of(service, release), ct).ConfigureAwait(false) is null)
            {
                await FindAsync(search, service, reference, wanted.FirstOrDefault(image => image.Service == service), ct).ConfigureAwait(false);
            }
        }

        if (search.Lost.Count > 0)
        {
            await GiveUpAsync(
                search,
                $"images of the release {release} are gone and can't be had again: {string.Join(' ', search.Lost)}",
                "bring the registry back, load the image (docker load), or choose another release").ConfigureAwait(false);
        }

        if (search.Builds.Count > 0)
        {
            await BuildAsync(search, ct).ConfigureAwait(false);
        }
    }

    private async Task FindAsync(Search search, string service, string reference, WantedImage? was, CancellationToken ct)
    {
        var tag = parts.Tags.Of(service, search.Release);
        if (was?.ImageId is { } id && await docker.TagAsync(id, tag, ct).ConfigureAwait(false))
        {
            await parts.Context.SayAsync($"the image of {service} had lost its name: it is named again").ConfigureAwait(false);
            search.Restored.Add(tag);
        }
        else if (was?.RepoDigest is { } digest)
        {
            await parts.Context.SayAsync($"the image of {service} is gone from this host: pulling {digest}").ConfigureAwait(false);
            var pulled = await docker.PullAsync(digest, search.Conf.PullTimeout, ct).ConfigureAwait(false);
            if (pulled.Succeeded && await docker.TagAsync(digest, tag, ct).ConfigureAwait(false))
            {
                search.Restored.AddRange([tag, digest]);
            }
            else
            {
                search.Lost.Add($"{reference} ({LastLines(pulled.Output + pulled.Error, 1)})");
            }
        }
        else if (!search.Conf.Built.Contains(service))
        {
            search.Lost.Add($"{reference} (it came from no registry)");
        }
        else if (parts.Host.Files.IsFile($"{parts.Places.Release(search.Release)}/{ReleaseFile.Checkout}"))
        {
            search.Lost.Add($"{reference} (it was built from a checkout, which is not kept as it was)");
        }
        else
        {
            search.Builds.Add(service);
        }
    }

    private async Task BuildAsync(Search search, CancellationToken ct)
    {
        var services = string.Join(' ', search.Builds);
        await parts.Context.SayAsync($"building {services} again from the release's own files: the same sources, but not surely the same image").ConfigureAwait(false);
        var words = ReleaseCompose.Words(parts.Places, search.Conf, [.. search.Conf.ComposeFiles, search.Conf.BuildFile]);
        var built = await docker.ComposeAsync(new([.. words, "build", "--", .. search.Builds], search.Conf.BuildTimeout), ct).ConfigureAwait(false);
        if (!built.Succeeded)
        {
            await GiveUpAsync(
                search,
                $"the images of {services} are gone from this host, and building them again from the release's own files fails: "
                    + LastLines(parts.Shelf.MaskOf(search.Conf).Apply(built.Output + built.Error), 6),
                "choose another release").ConfigureAwait(false);
        }
    }

    // And everything is as it was.
    private async Task GiveUpAsync(Search search, string error, string fix)
    {
        foreach (var name in search.Restored)
        {
            await docker.UntagAsync(name, default).ConfigureAwait(false);
        }

        throw new VerbFailedException(FailureKind.BadInput, error, fix);
    }

    private static string LastLines(string said, int count) =>
        string.Join(' ', said.TrimEnd('\n').Split('\n').TakeLast(count)).Replace('\t', ' ');

    /// <summary>What was found of a release so far.</summary>
    private sealed record Search(string Release, ReleaseConf Conf)
    {
        public List<string> Restored { get; } = [];

        public List<string> Builds { get; } = [];

        public List<string> Lost { get; } = [];
    }
}

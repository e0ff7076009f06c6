using System.Collections.Immutable;
using System.Text;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Serving;
using CoinPilot.Agent.Staging;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Transaction;

/// <summary>What no release that is kept needs any more: releases, shipped content, names of images.</summary>
internal sealed class Prune(HostParts host, AppPlaces places, VerbContext context)
{
    private const int KeptReleases = 5;

    // An upload that nobody finished.
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);

    /// <summary>Under the lock of staging. Throws <see cref="DockerSilentException"/>, and then nothing was pruned.</summary>
    /// <param name="current">The release that was just confirmed.</param>
    /// <param name="replaced">What it replaced: kept for a way back.</param>
    /// <returns>The releases that went.</returns>
    public async Task<ImmutableArray<string>> RunAsync(string current, string replaced, CancellationToken ct)
    {
        var uses = await UsesAsync(ct).ConfigureAwait(false);
        RemoveLeftovers();
        ReleaseShelf shelf = new(host.Files, places);
        var all = shelf.All.Reverse().ToArray();
        HashSet<string> kept = [current, replaced, .. all.Where(release => release.IsConfirmed).Take(KeptReleases).Select(release => release.Id)];
        kept.UnionWith(all.Select(release => release.Id).Where(id => uses.Any(path => path.Contains($"{places.Release(id)}/", StringComparison.Ordinal))));
        var pruned = ImmutableArray.CreateBuilder<string>();

        // A newer one that is only staged may be about to be switched to.
        foreach (var release in all.Where(release => !kept.Contains(release.Id) && (release.IsConfirmed || string.CompareOrdinal(release.Id, current) < 0)))
        {
            await context.SayAsync($"pruned {release.Id}").ConfigureAwait(false);
            host.Files.RemoveTree(places.Release(release.Id));
            pruned.Add(release.Id);
        }

        PruneObjects(uses);
        await PruneTagsAsync(ct).ConfigureAwait(false);
        await PruneBuildsAsync(shelf.ConfOf(current), ct).ConfigureAwait(false);
        return pruned.ToImmutable();
    }

    /// <summary>The paths of the host that containers were made from or mount.</summary>
    public async Task<ImmutableArray<string>> UsesAsync(CancellationToken ct)
    {
        var all = await host.Docker.ContainersAsync(all: true, ct).ConfigureAwait(false);
        var details = await Task.WhenAll(all.Select(one => host.Docker.ContainerAsync(one.Id, ct))).ConfigureAwait(false);
        return
        [
            .. details.OfType<ContainerDetail>().SelectMany(one =>
                one.Mounts.Select(mount => mount.Source).Append(one.Labels.GetValueOrDefault(ComposeLabels.ConfigFiles, ""))).Where(path => path.Length > 0).Distinct(),
        ];
    }

    private void RemoveLeftovers()
    {
        foreach (var folder in host.Files.List(places.Releases).Where(path => Path.GetFileName(path).StartsWith(".new.", StringComparison.Ordinal)))
        {
            host.Files.RemoveTree(folder);
        }

        foreach (var upload in host.Files.List(places.Base).Where(path => Path.GetFileName(path).StartsWith(".upload.", StringComparison.Ordinal)))
        {
            if (host.Files.Entry(upload) is { } entry && host.Clock.Now - entry.ModifiedAt > Abandoned)
            {
                host.Files.RemoveTree(upload);
            }
        }
    }

    // An object is a link to where its content lies under a name that says nothing.
    private void PruneObjects(ImmutableArray<string> uses)
    {
        var texts = host.Files.List(places.Releases).SelectMany(folder => host.Files.List(folder))
            .Where(path => Path.GetFileName(path) is var name && name.StartsWith("compose.", StringComparison.Ordinal) && name.EndsWith(".yml", StringComparison.Ordinal))
            .Select(path => host.Files.ReadText(path) ?? "").Concat(uses).ToArray();
        var used = new StringBuilder().AppendJoin('\n', texts).ToString();
        foreach (var path in host.Files.List(places.Objects).Where(path => Path.GetFileName(path) is ".gone" || Path.GetFileName(path)[0] != '.'))
        {
            if (!used.Contains($"objects/{Path.GetFileName(path)}", StringComparison.Ordinal))
            {
                host.Files.RemoveTree(path);
            }
        }

        var linked = host.Files.List(places.Objects).Select(path => host.Files.Entry(path)?.LinkTarget).OfType<string>().ToHashSet();
        foreach (var place in host.Files.List(places.Store).Where(place => !linked.Contains($"../store/{Path.GetFileName(place)}")))
        {
            host.Files.RemoveTree(place);
        }
    }

    // What builds leave: images that a newer one of their service took the name from, and the cache (D097).
    private async Task PruneBuildsAsync(ReleaseConf? conf, CancellationToken ct)
    {
        try
        {
            foreach (var service in conf?.Built ?? [])
            {
                await host.Docker.PruneImagesAsync([(ComposeLabels.Project, conf!.Project), (ComposeLabels.Service, service)], ct).ConfigureAwait(false);
            }

            await new BuildCache(host, places, context).PruneAsync(ct).ConfigureAwait(false);
        }
        catch (Exception error) when (error is DockerSilentException or TimeoutException or UnknownFormatException)
        {
            await context.SayAsync($"not all that builds have left could be taken away, the next deployment tries again: {error.Message}").ConfigureAwait(false);
        }
    }

    private async Task PruneTagsAsync(CancellationToken ct)
    {
        var tags = await host.Docker.TagsAsync([.. ReleaseTags.Patterns(places.App)], ct).ConfigureAwait(false);
        foreach (var tag in tags.Where(tag => tag.Name[(tag.Name.LastIndexOf(':') + 1)..] is not ReleaseTags.Proven and var release && !host.Files.IsFolder(places.Release(release))))
        {
            await host.Docker.UntagAsync(tag.Name, ct).ConfigureAwait(false);
        }
    }
}

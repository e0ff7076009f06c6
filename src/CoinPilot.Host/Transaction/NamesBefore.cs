using System.Collections.Immutable;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;

namespace CoinPilot.Agent.Transaction;

/// <summary>
/// What the names of images meant before a switch, which is what a revert gives them back. A release's own tags say what it
/// was staged with; a boot refresh has since brought newer images, which may have changed their data so that the older ones
/// can't read it (D043).
/// </summary>
internal sealed class NamesBefore(TransactionParts parts)
{
    private string ListFile => $"{parts.Places.Old}/tags";

    /// <summary>Reference → image id; a name that meant nothing is left out.</summary>
    public ImmutableDictionary<string, string> Meant =>
        (parts.Host.Files.ReadText(ListFile) ?? "").Split('\n').Select(line => line.Split(' ')).Where(words => words.Length == 2 && words[1] != "-")
            .GroupBy(words => words[0]).ToImmutableDictionary(lines => lines.Key, lines => lines.Last()[1]);

    /// <summary>Notes what the names mean now, <c>-</c> for one that means nothing.</summary>
    public void Note(IEnumerable<KeyValuePair<string, string>> meanings) => parts.Host.Files.Write(
        ListFile, System.Text.Encoding.UTF8.GetBytes(string.Concat(meanings.Select(pair => $"{pair.Key} {pair.Value}\n"))), DurableFiles.Private);

    /// <summary>
    /// Gives the names of a release's images back; the services whose image is neither what its name meant nor what the
    /// release was staged with. Throws <see cref="DockerSilentException"/>.
    /// </summary>
    public async Task<ImmutableArray<string>> GiveBackAsync(string release, ImmutableArray<KeyValuePair<string, string>> images, CancellationToken ct)
    {
        var meant = Meant;
        var own = images.Select(image => image.Value).ToHashSet();
        var gone = await Task.WhenAll(images.Select(image => GiveBackAsync(release, image.Key, image.Value, meant, ct))).ConfigureAwait(false);

        // A name that only the new release uses may be somebody else's too: nobody misses one that can't be had.
        await Task.WhenAll(meant.Where(pair => !own.Contains(pair.Key) && !Retag.IsPinned(pair.Key)).Select(pair => NameAsync(pair.Value, pair.Key, ct))).ConfigureAwait(false);
        return [.. gone.OfType<string>()];
    }

    private async Task<string?> GiveBackAsync(string release, string service, string reference, ImmutableDictionary<string, string> meant, CancellationToken ct)
    {
        var docker = parts.Host.Docker;
        if (Retag.IsPinned(reference))
        {
            return await docker.ImageAsync(reference, ct).ConfigureAwait(false) is null ? $"{service}={reference}" : null;
        }

        var before = meant.GetValueOrDefault(reference);
        if (before is not null && await NameAsync(before, reference, ct).ConfigureAwait(false))
        {
            return null;
        }

        if (!await NameAsync(parts.Tags.Of(service, release), reference, ct).ConfigureAwait(false))
        {
            return $"{service}={reference}";
        }

        if (before is not null)
        {
            await parts.Context.SayAsync($"the image that {reference} meant before is gone from this host: it means again what {release} was staged with").ConfigureAwait(false);
        }

        return null;
    }

    private async Task<bool> NameAsync(string image, string name, CancellationToken ct)
    {
        var wanted = await parts.Host.Docker.ImageAsync(image, ct).ConfigureAwait(false);
        return wanted is not null
            && ((await parts.Host.Docker.ImageAsync(name, ct).ConfigureAwait(false))?.Id == wanted.Id || await parts.Host.Docker.TagAsync(wanted.Id, name, ct).ConfigureAwait(false));
    }
}

using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using CoinPilot.Agent.Files;
using CoinPilot.Compose.Variables;
using CoinPilot.Hosts;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Observation;

/// <summary>The releases that lie on the host.</summary>
internal sealed class ReleaseShelf(IHostFiles files, AppPlaces places)
{
    /// <summary>Oldest first.</summary>
    public ImmutableArray<HostRelease> All =>
        [.. files.List(places.Releases).Where(folder => files.IsFile($"{folder}/{ReleaseFile.Conf}")).Select(Read).OfType<HostRelease>()];

    /// <summary>Digests of the shipped content that is here.</summary>
    public ImmutableHashSet<string> Objects =>
        [.. files.List(places.Objects).Where(path => Path.GetFileName(path)[0] != '.' && files.IsFolder(path)).Select(path => Path.GetFileName(path))];

    /// <summary>What a release says of itself; null for one that is not here.</summary>
    public ReleaseConf? ConfOf(string id) => files.ReadText($"{places.Release(id)}/{ReleaseFile.Conf}") is { } text ? ReleaseConf.Parse(text) : null;

    /// <summary>The manifest of a release; null for one that is not here, or that this agent can't read.</summary>
    public ReleaseManifest? ManifestOf(string id) => files.ReadText($"{places.Release(id)}/{ReleaseFile.Manifest}") is { } text ? ReleaseManifest.TryParse(text).Manifest : null;

    /// <summary>sha256 of each file in a release's folder, by its path there.</summary>
    public ImmutableSortedDictionary<string, string> DigestsOf(string id)
    {
        var folder = places.Release(id);
        return files.List(folder).Concat(TreeOf($"{folder}/files"))
            .Where(path => files.Target(path)?.Kind == FileKind.File && (Path.GetFileName(path) is ".env" || Path.GetFileName(path)[0] != '.' || path.StartsWith($"{folder}/files/", StringComparison.Ordinal)))
            .ToImmutableSortedDictionary(
                path => path[(folder.Length + 1)..], path => Convert.ToHexStringLower(SHA256.HashData(files.Read(path)!)), StringComparer.Ordinal);
    }

    /// <summary>The files that a release's values come from.</summary>
    public IEnumerable<string> EnvFilesOf(ReleaseConf conf) => [conf.EnvFile, .. conf.EnvFiles.SelectMany(Matching)];

    /// <summary>The mask of all values that a release's services get.</summary>
    public ValueMask MaskOf(ReleaseConf? conf) => conf is null
        ? ValueMask.None
        : ValueMask.Of(
            Texts(EnvFilesOf(conf)),
            Texts(conf.SecretFiles.SelectMany(Matching)));

    private HostRelease? Read(string folder)
    {
        var confirmed = files.ReadText($"{folder}/confirmed") is { } text ? ConfFile.Parse(text) : null;
        return new(Path.GetFileName(folder), confirmed is not null, files.ReadText($"{folder}/{ReleaseFile.Manifest}")?.TrimEnd('\n'))
        {
            ConfirmedAt = long.TryParse(confirmed?["at"], NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? DateTimeOffset.FromUnixTimeSeconds(at) : null,
            TookKib = long.TryParse(files.ReadText($"{folder}/{ReleaseFile.Took}")?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var took) ? took : null,
            Ran = confirmed?["ran"] is { } ran ? [.. ran.Split(' ', StringSplitOptions.RemoveEmptyEntries)] : null,
        };
    }

    private IEnumerable<string> TreeOf(string folder) => files.List(folder).SelectMany(path => files.Entry(path)?.Kind == FileKind.Folder ? TreeOf(path) : [path]);

    private IEnumerable<string> Texts(IEnumerable<string> paths) => paths.Select(path => files.ReadText(path)).OfType<string>();

    // The release names patterns: ? stands for a character that no word holds.
    private IEnumerable<string> Matching(string pattern)
    {
        if (!pattern.Contains('?', StringComparison.Ordinal))
        {
            return [pattern];
        }

        IEnumerable<string> found = [""];
        foreach (var part in pattern.Split('/').Skip(1))
        {
            found = found.SelectMany(folder => part.Contains('?', StringComparison.Ordinal)
                ? files.List(folder.Length == 0 ? "/" : folder).Where(path => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(part, Path.GetFileName(path), ignoreCase: false))
                : [$"{folder}/{part}"]).ToArray();
        }

        return found;
    }
}

using System.Collections.Immutable;
using CoinPilot.Compose;
using CoinPilot.Hosts;
using CoinPilot.Releases;

namespace CoinPilot.Planning;

/// <summary>What differs in a service's configuration, in words: names and paths, never values.</summary>
public sealed class ConfigWords(ReleaseRequest request, HostPreview preview)
{
    private const string FilesLabel = "labels.coinpilot.files";

    private readonly ImmutableDictionary<string, string> localPaths = request.Objects.ByPath
        .GroupBy(pair => pair.Value.PathOn(request.Layout))
        .ToImmutableDictionary(group => group.Key, group => Relative(request, group.First().Key.LocalPath));

    /// <summary>What Compose compares: everything but the image and how it is built.</summary>
    public ImmutableArray<string> Of(ComposeService service)
    {
        var differences = preview.Differences.Where(difference => difference.Service == service.Name).ToArray();
        return
        [
            .. Configuration(differences),
            .. Files(service, differences),
            .. Environment(service, differences),
            .. Others(differences),
        ];
    }

    /// <summary>What its image is built from: the context by its path, the rest by its keys.</summary>
    public ImmutableArray<string> OfBuild(string service) =>
    [
        .. preview.Differences.Where(difference => difference.Service == service && difference.Path.StartsWith("build.", StringComparison.Ordinal))
            .Select(difference => difference.Shipped is { } shipped ? $"build context {Local(shipped)}" : Keys(difference.Path)).Distinct(),
    ];

    private IEnumerable<string> Configuration(ConfigDifference[] differences) => differences
        .Where(difference => difference.Shipped is not null && difference.Path.StartsWith("volumes.", StringComparison.Ordinal))
        .Select(difference => $"configuration {Local(difference.Shipped!)}").Distinct();

    private IEnumerable<string> Files(ComposeService service, ConfigDifference[] differences)
    {
        if (differences.Any(difference => difference.Path == FilesLabel))
        {
            if (service.Volumes.Any(IsInPlace))
            {
                yield return $"content of {string.Join(", ", service.Volumes.Where(IsInPlace).Select(mount => Relative(request, mount.Source!.Resolved)))}, or of its configs and secrets";
            }

            foreach (var (section, references) in new[] { ("configs", service.Configs), ("secrets", service.Secrets) })
            {
                foreach (var reference in references)
                {
                    if (preview.Differences.FirstOrDefault(difference => difference.Service == "-" && difference.Path == $"{section}.{reference.Source}.file") is { } changed)
                    {
                        yield return $"{section[..^1]} {reference.Source}{(changed.Shipped is { } shipped ? $" ({Local(shipped)})" : "")}";
                    }
                }
            }
        }
    }

    // What lies in a checkout keeps its path: that something in it changed is known, not what.
    private bool IsInPlace(ComposeMount mount) =>
        mount.Source is { } source && request.Objects.ByPath.TryGetValue((source.Resolved, ShippedUse.BindMount), out var shipped) && shipped.InPlace is not null;

    // A variable may differ by the Compose files, which the two readings show, or by the values that the host has now,
    // which only the running container shows.
    private IEnumerable<string> Environment(ComposeService service, ConfigDifference[] differences)
    {
        const string Prefix = "environment.";
        var signs = new SortedDictionary<string, char>(StringComparer.Ordinal);
        foreach (var difference in differences.Where(difference => difference.Path.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            signs[difference.Path[Prefix.Length..]] = difference.Sign;
        }

        foreach (var difference in preview.Environment.Where(difference => difference.Service == service.Name))
        {
            signs[difference.Path] = difference.Sign;
        }

        return signs.Count == 0 ? [] : [$"environment {string.Join(", ", signs.Select(pair => Signed(pair.Value, pair.Key)))}"];
    }

    private static IEnumerable<string> Others(ConfigDifference[] differences)
    {
        var keys = differences
            .Where(difference => difference.Shipped is null && difference.Path is not ("image" or FilesLabel)
                && !difference.Path.StartsWith("environment.", StringComparison.Ordinal) && !difference.Path.StartsWith("build.", StringComparison.Ordinal))
            .Select(difference => Keys(difference.Path)).Distinct().ToArray();
        return keys.Length == 0 ? [] : [string.Join(", ", keys)];
    }

    // An item that is added moves those behind it: of a list only its name is said.
    private static string Keys(string path)
    {
        var keys = path.Split('.');
        var position = Array.FindIndex(keys, key => key.Length > 0 && key.All(char.IsAsciiDigit));
        return string.Join('.', position > 0 ? keys[..position] : keys);
    }

    private static string Signed(char sign, string name) => sign switch
    {
        '+' => $"{name} (new)",
        '-' => $"{name} (gone)",
        _ => name,
    };

    private string Local(string shipped) => localPaths.GetValueOrDefault(shipped) ?? shipped;

    private static string Relative(ReleaseRequest request, string path)
    {
        var root = request.Project.Directory.TrimEnd('/') + "/";
        return path.StartsWith(root, StringComparison.Ordinal) ? path[root.Length..] : path;
    }
}

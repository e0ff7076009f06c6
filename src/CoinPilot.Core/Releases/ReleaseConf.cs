using System.Collections.Immutable;
using System.Globalization;

namespace CoinPilot.Releases;

/// <summary>What a release's own file says, by which the host starts, stages and masks it (<see cref="ReleaseFile.Conf"/>).</summary>
public sealed record ReleaseConf
{
    public required string Project { get; init; }

    /// <summary>Only where Compose files name others: a tree in the release; else empty.</summary>
    public string ProjectDirectory { get; init; } = "";

    public ImmutableArray<string> ComposeFiles { get; init; } = [];

    public string BuildFile { get; init; } = "";

    public string EnvFile { get; init; } = "";

    /// <summary>Of services: patterns of paths, in which <c>?</c> stands for a character that no word holds.</summary>
    public ImmutableArray<string> EnvFiles { get; init; } = [];

    /// <inheritdoc cref="EnvFiles"/>
    public ImmutableArray<string> SecretFiles { get; init; } = [];

    /// <summary>Service and reference, in the order of the Compose file; <c>-</c> for a reference that only the host knows.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Images { get; init; } = [];

    public ImmutableArray<string> Built { get; init; } = [];

    public ImmutableArray<string> NeverPulled { get; init; } = [];

    /// <summary>Fixed names of containers.</summary>
    public ImmutableArray<string> Containers { get; init; } = [];

    /// <summary>Services that may be tasks: they end, and are done.</summary>
    public ImmutableArray<string> Tasks { get; init; } = [];

    /// <summary>Those of them that are not run again once they have ended well for this release.</summary>
    public ImmutableArray<string> Once { get; init; } = [];

    /// <summary>Services whose new container serves before the old one is stopped, each after those it depends on; with how long it may take (D103).</summary>
    public ImmutableArray<KeyValuePair<string, TimeSpan>> StartFirst { get; init; } = [];

    /// <summary>Services of which two must never run.</summary>
    public ImmutableArray<string> Singles { get; init; } = [];

    public TimeSpan PullTimeout { get; init; }

    public TimeSpan BuildTimeout { get; init; }

    public TimeSpan StartTimeout { get; init; }

    public string Commit { get; init; } = "-";

    /// <summary>Tags tell <c>Web</c> from <c>web</c>.</summary>
    public bool HasExactTags { get; init; }

    /// <summary>Service and reference, <c>service=reference</c> words.</summary>
    public static ImmutableArray<KeyValuePair<string, string>> ReadImages(string? words) =>
    [
        .. (words ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).Where(parts => parts.Length == 2)
            .Select(parts => KeyValuePair.Create(parts[0], parts[1])),
    ];

    public static string WriteImages(IEnumerable<KeyValuePair<string, string>> images) => string.Join(' ', images.Select(image => $"{image.Key}={image.Value}"));

    /// <summary>Reads <c>key='value'</c> lines; a key that is not there has its default. Throws <see cref="UnknownFormatException"/>.</summary>
    public static ReleaseConf Parse(string text)
    {
        var conf = ConfFile.Parse(text);
        FormatVersion.ReleaseConf.Demand(conf["format"], $"release {conf["release"]}");
        return new()
        {
            Project = conf["project"] ?? "",
            ProjectDirectory = conf["project_directory"] ?? "",
            ComposeFiles = [.. (conf["compose_files"] ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)],
            BuildFile = conf["build_file"] ?? "",
            EnvFile = conf["env_file"] ?? "",
            EnvFiles = Words("env_files"),
            SecretFiles = Words("secret_files"),
            Images = ReadImages(conf["images"]),
            Built = Words("built"),
            NeverPulled = Words("never_pull"),
            Containers = Words("containers"),
            Tasks = Words("tasks"),
            Once = Words("once"),
            StartFirst = [.. ReadImages(conf["start_first"]).Select(pair => KeyValuePair.Create(pair.Key, SecondsOf(pair.Value)))],
            Singles = Words("single"),
            PullTimeout = Seconds("pull_timeout"),
            BuildTimeout = Seconds("build_timeout"),
            StartTimeout = Seconds("start_timeout"),
            Commit = conf["commit"] is { Length: > 0 } commit ? commit : "-",
            HasExactTags = conf["tags"] == "exact",
        };

        ImmutableArray<string> Words(string key) => [.. (conf[key] ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)];

        TimeSpan Seconds(string key) => SecondsOf(conf[key]);

        static TimeSpan SecondsOf(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;
    }
}

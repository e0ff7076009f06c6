using System.Collections.Immutable;
using CoinPilot.Agent.Processes;
using CoinPilot.Hosts;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Docker;

/// <summary>The Docker Engine of the host, by its API. Throws <see cref="DockerSilentException"/> when it does not answer.</summary>
public interface IDocker
{
    /// <summary>What the engine says of itself; null when none answers.</summary>
    Task<EngineInfo?> InfoAsync(CancellationToken ct);

    /// <summary>Containers with their labels, those that run or all.</summary>
    /// <param name="filters">As <c>docker ps --filter</c> takes them: name and value.</param>
    Task<ImmutableArray<ContainerSummary>> ContainersAsync(bool all, CancellationToken ct, params ImmutableArray<(string Name, string Value)> filters);

    /// <summary>One container, by id or name; null when it is gone.</summary>
    Task<ContainerDetail?> ContainerAsync(string id, CancellationToken ct);

    /// <summary>The names of images that fit one of some patterns, each with its image's id.</summary>
    /// <param name="references">As <c>docker image ls --filter reference=</c> takes them.</param>
    Task<ImmutableArray<ImageTag>> TagsAsync(ImmutableArray<string> references, CancellationToken ct);

    /// <summary>One image, by name, digest or id; null when it is not here.</summary>
    Task<ImageDetail?> ImageAsync(string reference, CancellationToken ct);

    /// <summary>Gives an image a name, which another one may have had; false when there is no such image.</summary>
    Task<bool> TagAsync(string image, string name, CancellationToken ct);

    /// <summary>Takes a name away, and the image with its last one; false when it stays, because something uses it or it is not here.</summary>
    Task<bool> UntagAsync(string name, CancellationToken ct);

    /// <summary>The entries of the build cache, of whosever builds.</summary>
    Task<ImmutableArray<CacheEntry>> BuildCacheAsync(CancellationToken ct);

    /// <summary>Takes entries out of the build cache; what is used, or shared with an image, stays.</summary>
    Task PruneBuildCacheAsync(ImmutableArray<string> ids, CancellationToken ct);

    /// <summary>Removes images without a name that nothing uses and that have all these labels.</summary>
    Task PruneImagesAsync(ImmutableArray<(string Name, string Value)> labels, CancellationToken ct);

    /// <summary>Gets an image from its registry, with root's own credentials; how that ended, and what Docker said.</summary>
    Task<CommandOutput> PullAsync(string reference, TimeSpan bound, CancellationToken ct);

    /// <summary>Asks a container to stop and waits until it has; false when it has not, or is gone.</summary>
    /// <param name="grace">Seconds until Docker kills it; below 0, never.</param>
    Task<bool> StopAsync(string id, int grace, CancellationToken ct);

    /// <summary>Starts a container; null when it runs, else why it does not.</summary>
    Task<string?> StartAsync(string id, CancellationToken ct);

    /// <summary>Removes a container, killing it if it runs; false when it stays. Its named volumes stay always.</summary>
    Task<bool> RemoveContainerAsync(string id, CancellationToken ct);

    /// <summary>Gives a container another name; false when that is taken, or the container gone.</summary>
    Task<bool> RenameAsync(string id, string name, CancellationToken ct);

    /// <summary>What Docker did to containers in a while, oldest first.</summary>
    Task<ImmutableArray<ContainerEvent>> EventsAsync(
        DateTimeOffset since, DateTimeOffset until, CancellationToken ct, params ImmutableArray<(string Name, string Value)> filters);

    /// <summary>Networks, by their filters.</summary>
    Task<ImmutableArray<NetworkSummary>> NetworksAsync(CancellationToken ct, params ImmutableArray<(string Name, string Value)> filters);

    /// <summary>Removes a network; false when it stays, because a container that runs uses it.</summary>
    Task<bool> RemoveNetworkAsync(string id, CancellationToken ct);

    /// <summary>What the host's firewall has of the chains that the engine made.</summary>
    Task<EngineFirewall> FirewallAsync(CancellationToken ct);

    /// <summary>Volumes with their labels, by their filters.</summary>
    Task<ImmutableArray<VolumeSummary>> VolumesAsync(CancellationToken ct, params ImmutableArray<(string Name, string Value)> filters);

    /// <summary>A file as a container has it, running or not; null when it has none of that name.</summary>
    Task<ContainerFile?> FileAsync(string id, string path, CancellationToken ct);

    /// <summary>What a container wrote, piece by piece as it comes.</summary>
    /// <param name="tail">Lines from the end; null for all.</param>
    /// <param name="withTimes">Each line begins with its time, in RFC 3339 with nanoseconds.</param>
    IAsyncEnumerable<string> LogsAsync(string id, DateTimeOffset? since, int? tail, bool follow, bool withTimes, CancellationToken ct);


    /// <summary>Compose by its command line, to its end or to the bound; 127 where there is none.</summary>
    Task<CommandOutput> ComposeAsync(ComposeCommand command, CancellationToken ct);
}

/// <param name="Arguments">What follows <c>docker compose</c>.</param>
/// <param name="Input">Its standard input; null for none.</param>
public sealed record ComposeCommand(ImmutableArray<string> Arguments, TimeSpan Bound, string? Input = null);

/// <param name="Driver">Of the image store: overlay2, or a snapshotter's name.</param>
public sealed record EngineInfo(string Version, string Driver, bool IsContainerdStore, bool IsRootless, bool IsPodman, string RootFolder)
{
    /// <summary>Its own, of this installation.</summary>
    public string Id { get; init; } = "";
}

public sealed record ContainerSummary(string Id, string Name, string State, ImmutableDictionary<string, string> Labels)
{
    /// <summary>healthy, unhealthy, starting; empty without a healthcheck.</summary>
    public string Health { get; init; } = "";
}

/// <param name="Environment">Its variables, <c>NAME=value</c> each.</param>
/// <param name="HealthOutput">What its last health probe wrote; empty without one.</param>
/// <param name="Mounts">The folders and files of the host that it mounts.</param>
public sealed record ContainerDetail(
    ContainerState State,
    ImmutableDictionary<string, string> Labels,
    ImmutableArray<string> Environment,
    string HealthOutput,
    ImmutableArray<ContainerMount> Mounts)
{
    /// <summary>The networks that it was made for, also where one of them is gone.</summary>
    public ImmutableArray<NetworkSummary> Networks { get; init; } = [];

    /// <summary>The services that it waits for. Compose writes <c>service:condition:restart</c>, with commas between (docker/compose, api/labels.go).</summary>
    public IEnumerable<string> Needs => Labels.GetValueOrDefault(ComposeLabels.DependsOn, "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(need => need.Split(':')[0]);

    /// <summary>The same with what is waited for: <c>service_started</c>, <c>service_completed_successfully</c>, ….</summary>
    public IEnumerable<(string Service, string Condition)> Conditions => Labels.GetValueOrDefault(ComposeLabels.DependsOn, "").Split(',', StringSplitOptions.RemoveEmptyEntries)
        .Select(need => need.Split(':')).Where(parts => parts.Length > 1).Select(parts => (parts[0], parts[1]));

    /// <summary>The Compose project that made it; empty for one that only wears its label, as Compose itself counts (D031).</summary>
    public string Project => Labels.ContainsKey(ComposeLabels.ConfigHash) ? Labels.GetValueOrDefault(ComposeLabels.Project, "") : "";
}

/// <param name="Type">bind or volume.</param>
/// <param name="Source">The volume's name, or the path on the host.</param>
public sealed record ContainerMount(string Type, string Source, string Destination);

/// <param name="Beginning">As much of it as the kernel looks at before it executes it.</param>
public sealed record ContainerFile(UnixFileMode Mode, byte[] Beginning);

public sealed record ImageTag(string Name, string Id);

public sealed record ImageDetail(string Id, string Architecture, ImmutableArray<string> RepoDigests, ImmutableDictionary<string, string> Labels);

/// <param name="Action">kill, die, start, …</param>
/// <param name="Signal">Of a kill: its number, or its name.</param>
public sealed record ContainerEvent(string Action, string Id, string Signal);

public sealed record NetworkSummary(string Name, string Id)
{
    public ImmutableDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;

    public string Driver { get; init; } = "bridge";

    /// <summary>It leads nowhere else.</summary>
    public bool IsInternal { get; init; }

    public ImmutableArray<string> Subnets { get; init; } = [];
}

public sealed record VolumeSummary(string Name, ImmutableDictionary<string, string> Labels)
{
    public string Driver { get; init; } = LocalDriver;

    /// <summary>When it was made, as the engine says it.</summary>
    public string CreatedAt { get; init; } = "";

    /// <summary>Where its content lies on the host; empty where it lies elsewhere.</summary>
    public string Mountpoint { get; init; } = "";

    /// <summary>Of the driver.</summary>
    public ImmutableDictionary<string, string> Options { get; init; } = ImmutableDictionary<string, string>.Empty;

    public const string LocalDriver = "local";

    /// <summary>The folder of the host that it is; null where its content lies elsewhere, or nobody knows.</summary>
    public string? Folder => Driver != LocalDriver ? null
        : Options.IsEmpty ? (Mountpoint.Length > 0 ? Mountpoint : null)
        : Options.GetValueOrDefault("o", "").Split(',').Any(word => word is "bind" or "rbind") && Options.GetValueOrDefault("device") is ['/', ..] device ? device : null;
}

/// <summary>The labels that Compose gives to its containers (docker/compose, api/labels.go).</summary>
public static class ComposeLabels
{
    public const string Project = "com.docker.compose.project";
    public const string Service = "com.docker.compose.service";
    public const string ConfigHash = "com.docker.compose.config-hash";
    public const string OneOff = "com.docker.compose.oneoff";
    public const string Number = "com.docker.compose.container-number";
    /// <summary>The filters that leave the containers of one project as Compose counts them: an image may bring the project's label along, but no config hash.</summary>
    public static ImmutableArray<(string Name, string Value)> OfProject(string project) => [("label", $"{Project}={project}"), ("label", ConfigHash)];

    public const string WorkingDirectory = "com.docker.compose.project.working_dir";
    public const string EnvironmentFile = "com.docker.compose.project.environment_file";
    /// <summary>What it waits for: <c>service:condition:restart</c>, by commas.</summary>
    public const string DependsOn = "com.docker.compose.depends_on";
    public const string Volume = "com.docker.compose.volume";
    public const string ConfigFiles = "com.docker.compose.project.config_files";
}

/// <summary>The Docker Engine does not answer, or refuses a question.</summary>
public class DockerSilentException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The Docker Engine answers, and refuses.</summary>
public sealed class EngineRefusedException(string message) : DockerSilentException(message);

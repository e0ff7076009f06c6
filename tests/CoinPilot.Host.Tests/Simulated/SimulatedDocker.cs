using System.Collections.Immutable;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Processes;
using CoinPilot.Releases;

namespace CoinPilot.Simulated;

/// <summary>An engine of lists: images, their names, containers, and what a registry has.</summary>
internal sealed partial class SimulatedDocker : IDocker
{
    /// <summary>What it was asked to change, in this order.</summary>
    public List<string> Changes { get; } = [];

    public List<ContainerDetail> Containers { get; } = [];

    public List<ContainerEvent> Events { get; } = [];

    public List<VolumeSummary> Volumes { get; } = [];

    public List<NetworkSummary> Networks { get; } = [];

    /// <summary>Lines by a container's id; what a list throws, its reader gets.</summary>
    public Dictionary<string, IEnumerable<string>> Logs { get; } = [];

    /// <summary>Whether a question gets no answer: <c>containers</c>, <c>images</c>, <c>tag</c>, … .</summary>
    public Func<string, bool> IsSilent { get; set; } = _ => false;

    /// <summary>What Compose says; null for what it does of itself.</summary>
    public Func<ComposeCommand, CommandOutput?> Compose { get; set; } = _ => null;

    /// <summary>What <c>config --format json</c> says.</summary>
    public string ProjectJson { get; set; } = "{}";

    public Task<EngineInfo?> InfoAsync(CancellationToken ct) =>
        Task.FromResult(IsSilent("info") ? null : new EngineInfo("28.0.0", "overlay2", IsContainerdStore: false, IsRootless: false, IsPodman: false, "/var/lib/docker"));

    public Task<ImmutableArray<ContainerSummary>> ContainersAsync(bool all, CancellationToken ct, params ImmutableArray<(string Name, string Value)> filters) => Answer("containers", () =>
        ImmutableArray.CreateRange(Containers.Where(one => (all || one.State.Status is "running" or "restarting" or "paused") && Fits(one, filters))
            .Select(one => new ContainerSummary(one.State.Id, one.State.Name, one.State.Status, one.Labels) { Health = one.State.Health })));

    public Task<ContainerDetail?> ContainerAsync(string id, CancellationToken ct) =>
        Answer("container", () => Containers.FirstOrDefault(one => one.State.Id == id || one.State.Name == id));

    public Task<bool> StopAsync(string id, int grace, CancellationToken ct) => Change("stop", id, () => Replace(id, one => one with { State = one.State with { Status = "exited" } }));

    /// <summary>Why a container can't be started, by its id.</summary>
    public Dictionary<string, string> Unstartable { get; } = [];

    public async Task<string?> StartAsync(string id, CancellationToken ct)
    {
        await Change("start", id, () => Unstartable.ContainsKey(id) || Replace(id, one => one with { State = one.State with { Status = "running", FinishedAt = null } }));
        return Unstartable.GetValueOrDefault(id);
    }

    public Task<bool> RemoveContainerAsync(string id, CancellationToken ct) => Change("remove", id, () => Containers.RemoveAll(one => one.State.Id == id) > 0);

    public Task<bool> RenameAsync(string id, string name, CancellationToken ct) =>
        Change("rename", $"{id} {name}", () => Containers.All(one => one.State.Name != name) && Replace(id, one => one with { State = one.State with { Name = name } }));

    // Labels that come with an image are written over what is said of an event.
    public Task<ImmutableArray<ContainerEvent>> EventsAsync(
        DateTimeOffset since, DateTimeOffset until, CancellationToken ct, params ImmutableArray<(string Name, string Value)> filters) => Answer("events", () => Events.ToImmutableArray());

    /// <summary>Of the firewall.</summary>
    public EngineFirewall Firewall { get; set; } = EngineFirewall.Whole;

    public Task<EngineFirewall> FirewallAsync(CancellationToken ct) => Task.FromResult(Firewall);

    public Task<ImmutableArray<NetworkSummary>> NetworksAsync(CancellationToken ct, params ImmutableArray<(string Name, string Value)> filters) => Answer("networks", () => ImmutableArray.CreateRange(Networks.Where(network => filters.All(filter => filter.Name != "label" || IsLabelled(network.Labels, filter.Value)))));

    public Task<bool> RemoveNetworkAsync(string id, CancellationToken ct) =>
        Change("remove network", id, () => Containers.All(one => one.State.Status != "running" || one.Networks.All(network => network.Id != id)) && Networks.RemoveAll(network => network.Id == id) > 0);

    public Task<ImmutableArray<VolumeSummary>> VolumesAsync(CancellationToken ct, params ImmutableArray<(string Name, string Value)> filters) =>
        Answer("volumes", () => ImmutableArray.CreateRange(Volumes.Where(volume => filters.All(filter => IsLabelled(volume.Labels, filter.Value)))));

    /// <summary>The build cache.</summary>
    public List<CacheEntry> Cache { get; } = [];

    public Dictionary<(string Id, string Path), ContainerFile> Files { get; } = [];

    public Task<ContainerFile?> FileAsync(string id, string path, CancellationToken ct) => Answer("file", () => Files.GetValueOrDefault((id, path)));

    public Task<ImmutableArray<CacheEntry>> BuildCacheAsync(CancellationToken ct) => Answer("cache", () => ImmutableArray.CreateRange(Cache));

    public Task PruneBuildCacheAsync(ImmutableArray<string> ids, CancellationToken ct) => Answer("prune cache", () =>
    {
        Changes.Add($"prune cache {string.Join(' ', ids)}");
        return Cache.RemoveAll(entry => ids.Contains(entry.Id));
    });

    public Task PruneImagesAsync(ImmutableArray<(string Name, string Value)> labels, CancellationToken ct) => Answer("prune images", () => true);

    public async IAsyncEnumerable<string> LogsAsync(
        string id, DateTimeOffset? since, int? tail, bool follow, bool withTimes, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await Answer("logs", () => true);
        foreach (var line in Logs.GetValueOrDefault(id, []))
        {
            ct.ThrowIfCancellationRequested();
            yield return line;
        }
    }

    public Task<CommandOutput> ComposeAsync(ComposeCommand command, CancellationToken ct)
    {
        Changes.Add($"compose {string.Join(' ', command.Arguments)}");
        return Task.FromResult(Compose(command) ?? OwnWords(command.Arguments));
    }

    private CommandOutput OwnWords(ImmutableArray<string> words)
    {
        if (words.Contains("down"))
        {
            Containers.RemoveAll(one => one.Project == words[words.IndexOf("--project-name") + 1]);
        }

        return new(0, words.Contains("config") ? ProjectJson : words.Contains("version") ? "2.40.0\n" : "", "");
    }

    private static bool Fits(ContainerDetail one, ImmutableArray<(string Name, string Value)> filters) => filters.GroupBy(filter => filter.Name).All(group => group.Key switch
    {
        "label" => group.All(filter => IsLabelled(one.Labels, filter.Value)),
        "network" => group.All(filter => one.Networks.Any(network => network.Id == filter.Value)),
        "status" => group.Any(filter => one.State.Status == filter.Value),
        var other => throw new NotSupportedException($"Nobody filters by {other} here."),
    });

    private static bool IsLabelled(ImmutableDictionary<string, string> labels, string wanted) =>
        wanted.Split('=', 2) is [var key, var value] ? labels.GetValueOrDefault(key) == value : labels.ContainsKey(wanted);

    private bool Replace(string id, Func<ContainerDetail, ContainerDetail> change)
    {
        var at = Containers.FindIndex(one => one.State.Id == id);
        if (at >= 0)
        {
            Containers[at] = change(Containers[at]);
        }

        return at >= 0;
    }

    private Task<T> Answer<T>(string question, Func<T> answer) => IsSilent(question)
        ? Task.FromException<T>(new DockerSilentException("The Docker Engine does not answer: it is away"))
        : Task.FromResult(answer());

    private Task<bool> Change(string verb, string words, Func<bool> change) => Answer(verb, () =>
    {
        Changes.Add($"{verb} {words}");
        return change();
    });
}

using System.Collections.Immutable;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Processes;
using CoinPilot.Releases;

namespace CoinPilot.Observation;

/// <summary>An engine of which only Compose is asked.</summary>
internal sealed class ScriptedDocker(Func<ComposeCommand, CommandOutput> compose) : IDocker
{
    public List<ComposeCommand> Asked { get; } = [];

    public async Task<CommandOutput> ComposeAsync(ComposeCommand command, CancellationToken ct)
    {
        await Task.Yield();
        lock (Asked)
        {
            Asked.Add(command);
        }

        return compose(command);
    }

    public Task<EngineInfo?> InfoAsync(CancellationToken ct) => throw new NotSupportedException();

    public Task<ImmutableArray<ContainerSummary>> ContainersAsync(bool all, CancellationToken ct, params ImmutableArray<(string Name, string Value)> filters) => throw new NotSupportedException();

    public Task<ContainerDetail?> ContainerAsync(string id, CancellationToken ct) => throw new NotSupportedException();

    public Task<ImmutableArray<ImageTag>> TagsAsync(ImmutableArray<string> references, CancellationToken ct) => throw new NotSupportedException();

    public Task<ImageDetail?> ImageAsync(string reference, CancellationToken ct) => throw new NotSupportedException();

    public Task<bool> TagAsync(string image, string name, CancellationToken ct) => throw new NotSupportedException();

    public Task<bool> UntagAsync(string name, CancellationToken ct) => throw new NotSupportedException();

    public Task<CommandOutput> PullAsync(string reference, TimeSpan bound, CancellationToken ct) => throw new NotSupportedException();

    public Task<bool> StopAsync(string id, int grace, CancellationToken ct) => throw new NotSupportedException();

    public Task<string?> StartAsync(string id, CancellationToken ct) => throw new NotSupportedException();

    public Task<bool> RemoveContainerAsync(string id, CancellationToken ct) => throw new NotSupportedException();

    public Task<bool> RenameAsync(string id, string name, CancellationToken ct) => throw new NotSupportedException();

    public Task<ImmutableArray<ContainerEvent>> EventsAsync(
        DateTimeOffset since, DateTimeOffset until, CancellationToken ct, params ImmutableArray<(string Name, string Value)> filters) => throw new NotSupportedException();

    public Task<EngineFirewall> FirewallAsync(CancellationToken ct) => Task.FromResult(EngineFirewall.Whole);

    public Task<ImmutableArray<NetworkSummary>> NetworksAsync(CancellationToken ct, params ImmutableArray<(string Name, string Value)> filters) => throw new NotSupportedException();

    public Task<bool> RemoveNetworkAsync(string id, CancellationToken ct) => throw new NotSupportedException();

    public Task<ImmutableArray<VolumeSummary>> VolumesAsync(CancellationToken ct, params ImmutableArray<(string Name, string Value)> filters) => throw new NotSupportedException();

    public Task<ContainerFile?> FileAsync(string id, string path, CancellationToken ct) => throw new NotSupportedException();

    public Task<ImmutableArray<CacheEntry>> BuildCacheAsync(CancellationToken ct) => throw new NotSupportedException();

    public Task PruneBuildCacheAsync(ImmutableArray<string> ids, CancellationToken ct) => throw new NotSupportedException();

    public Task PruneImagesAsync(ImmutableArray<(string Name, string Value)> labels, CancellationToken ct) => throw new NotSupportedException();

    public IAsyncEnumerable<string> LogsAsync(string id, DateTimeOffset? since, int? tail, bool follow, bool withTimes, CancellationToken ct) => throw new NotSupportedException();
}

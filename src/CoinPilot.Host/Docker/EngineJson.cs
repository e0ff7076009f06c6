using System.Text.Json.Serialization;

namespace CoinPilot.Agent.Docker;

/// <summary>What is read of the Engine's answers (Docker Engine API, v1.41 and later).</summary>
[JsonSerializable(typeof(EngineJson.Info))]
[JsonSerializable(typeof(EngineJson.Container[]))]
[JsonSerializable(typeof(EngineJson.Inspected))]
[JsonSerializable(typeof(EngineJson.Image[]))]
[JsonSerializable(typeof(EngineJson.InspectedImage))]
[JsonSerializable(typeof(EngineJson.Refusal))]
[JsonSerializable(typeof(EngineJson.Event))]
[JsonSerializable(typeof(EngineJson.NetworkSummary[]))]
[JsonSerializable(typeof(EngineJson.VolumeList))]
[JsonSerializable(typeof(EngineJson.DiskUsage))]
[JsonSerializable(typeof(Dictionary<string, string[]>))]
internal sealed partial class EngineContext : JsonSerializerContext;

internal static class EngineJson
{
    public sealed record Info(string? ServerVersion, string? Driver, string[][]? DriverStatus, string[]? SecurityOptions, string? DockerRootDir, [property: JsonPropertyName("ID")] string? Id);

    public sealed record Refusal([property: JsonPropertyName("message")] string? Message);

    public sealed record Event(string? Action, Actor? Actor, [property: JsonPropertyName("timeNano")] long TimeNano);

    public sealed record Actor(string? ID, Dictionary<string, string>? Attributes);

    public sealed record NetworkSummary(string Name, string Id, Dictionary<string, string>? Labels, string? Driver, bool Internal, [property: JsonPropertyName("IPAM")] Ipam? Ipam);

    public sealed record Ipam(IpamConfig[]? Config);

    public sealed record IpamConfig(string? Subnet);

    public sealed record VolumeList(Volume[]? Volumes);

    public sealed record DiskUsage(CacheRecord[]? BuildCache);

    public sealed record CacheRecord(string ID, bool Shared, long Size, string? LastUsedAt);

    public sealed record Volume(string Name, Dictionary<string, string>? Labels, string? Driver, string? CreatedAt, string? Mountpoint, Dictionary<string, string>? Options);

    public sealed record Container(string Id, string[]? Names, string? State, Dictionary<string, string>? Labels, string? Status = null);

    public sealed record Image(string Id, string[]? RepoTags);

    public sealed record InspectedImage(string Id, string? Architecture, string[]? RepoDigests, ImageConfig? Config);

    public sealed record ImageConfig(Dictionary<string, string>? Labels);

    public sealed record Inspected(
        string Id, string? Name, string? Image, int RestartCount, State State, Config Config, HostConfig? HostConfig, Network? NetworkSettings, Mount[]? Mounts);

    public sealed record State(string? Status, int ExitCode, string? Error, string? StartedAt, string? FinishedAt, Health? Health);

    public sealed record Health(string? Status, Probe[]? Log);

    public sealed record Probe(string? Output);

    public sealed record Config(string? Image, string[]? Env, Dictionary<string, string>? Labels, int? StopTimeout, bool Tty);

    public sealed record HostConfig(RestartPolicy? RestartPolicy);

    public sealed record RestartPolicy(string? Name);

    public sealed record Network(Dictionary<string, Binding[]?>? Ports, Dictionary<string, Endpoint?>? Networks);

    public sealed record Endpoint(string? NetworkID, string[]? Aliases);

    public sealed record Binding(string? HostIp, string? HostPort);

    public sealed record Mount(string? Type, string? Name, string? Source, string? Destination);
}

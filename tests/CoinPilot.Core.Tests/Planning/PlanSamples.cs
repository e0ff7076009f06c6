using System.Collections.Immutable;
using CoinPilot.Hosts;
using CoinPilot.Releases;

namespace CoinPilot.Planning;

/// <summary>A host that runs a release of a small stack, and the next release of it.</summary>
internal static class PlanSamples
{
    public const string Stack = """
        services:
          db:
            image: db:1
            stop_grace_period: 20s
            volumes: [ "./db.conf:/etc/db.conf:ro", "data:/data" ]
            healthcheck: { test: [ CMD, "true" ], interval: 2s, timeout: 3s, retries: 4, start_period: 5s }
          web:
            build: ./web
            depends_on: { db: { condition: service_healthy } }
          side:
            image: side:1
            network_mode: service:web
          task:
            image: task:1
            restart: "no"
          other:
            image: other@sha256:aaaa
        volumes:
          data: {}

        """;

    private static readonly (string, string)[] Files = [("/p/db.conf", "a\n"), ("/p/web/Dockerfile", "FROM x\n")];

    public static ReleaseRequest Request(string stack = Stack) => ReleaseSamples.Request(stack, Files);

    /// <summary>What the host runs, as it was released: every image has an id of its own.</summary>
    public static ReleaseManifest Current(ReleaseRequest request)
    {
        var manifest = ReleaseComposer.Compose(request with { MadeAt = new(2026, 11, 20, 1, 2, 3, TimeSpan.Zero) }).Manifest;
        return manifest with { Services = [.. manifest.Services.Select(service => service with { ImageId = $"sha256:{service.Name}" })] };
    }

    public static HostState Host(ReleaseManifest current) => TestHost.Healthy with
    {
        Current = current.Release,
        Releases = [new HostRelease(current.Release, true, current.ToJson())],
        Containers = [.. current.Services.Select(service => Container(service.Name, service.Image))],
    };

    public static ContainerState Container(string service, string reference) => new(
        $"id-{service}", $"shop-{service}-1", service, $"sha256:{service}", "running", 0, "", DateTimeOffset.UnixEpoch, 0, "no", "", reference, false, $"hash-{service}");

    /// <summary>Nothing differs in any service.</summary>
    public static HostPreview Same(ReleaseManifest manifest) => new()
    {
        Hashes = manifest.Services.ToImmutableDictionary(service => service.Name, service => $"hash-{service.Name}"),
        CurrentHashes = manifest.Services.ToImmutableDictionary(service => service.Name, service => $"hash-{service.Name}"),
        Images = manifest.Services.Where(service => !service.Built).ToImmutableDictionary(service => service.Name, service => service.Image),
    };

    public static HostPreview Differs(this HostPreview preview, string service, params ConfigDifference[] differences) => preview with
    {
        Hashes = preview.Hashes.SetItem(service, "another"),
        Differences = [.. preview.Differences, .. differences],
    };
}

using CoinPilot.Compose.Pulls;
using System.Collections.Immutable;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CoinPilot.Hosts;

namespace CoinPilot.Agent.Docker;

/// <summary>The Engine by its API over its socket; each question is bounded.</summary>
public sealed partial class DockerEngine : IDocker
{
    private const int NotModified = 304;
    private const int NotFound = 404;

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private volatile EngineInfo? known;

    // What Docker prints for a time that it does not know.
    private static readonly DateTimeOffset Never = new(1, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // The question makes dockerd start runc and docker-init; on one connection only whether it answers can change.
    public async Task<EngineInfo?> InfoAsync(CancellationToken ct)
    {
        try
        {
            if (known is null)
            {
                return known = await AskAsync(ct).ConfigureAwait(false);
            }

            await AnswerAsync("GET", "_ping", _ => Task.CompletedTask, Bound, ct).ConfigureAwait(false);
            return known;
        }
        catch (DockerSilentException)
        {
            return known = null;
        }
    }

    public async Task<ImmutableArray<ContainerSummary>> ContainersAsync(bool all, CancellationToken ct, params ImmutableArray<(string Name, string Value)> filters)
    {
        var found = await GetAsync($"containers/json?all={(all ? "true" : "false")}&filters={Encoded(filters)}", EngineContext.Default.ContainerArray, ct).ConfigureAwait(false);
        return
        [
            .. (found ?? []).Select(one => new ContainerSummary(
                one.Id, one.Names?.FirstOrDefault()?.TrimStart('/') ?? "", one.State ?? "", Labels(one.Labels)) { Health = HealthOf(one.Status ?? "") }),
        ];
    }

    // "Up 5 minutes (healthy)", "Up 2 seconds (health: starting)"
    private static string HealthOf(string status) => status.EndsWith(')') && status.LastIndexOf('(') is > 0 and var at && status.StartsWith("Up", StringComparison.Ordinal)
        ? status[(at + 1)..^1].Replace("health: ", "", StringComparison.Ordinal)
        : "";

    public async Task<ContainerDetail?> ContainerAsync(string id, CancellationToken ct) =>
        await GetAsync($"containers/{Uri.EscapeDataString(id)}/json", EngineContext.Default.Inspected, ct).ConfigureAwait(false) is { } one ? Detail(one) : null;

    public async Task<ImmutableArray<ImageTag>> TagsAsync(ImmutableArray<string> references, CancellationToken ct)
    {
        var found = await GetAsync($"images/json?filters={Encoded([.. references.Select(reference => ("reference", reference))])}", EngineContext.Default.ImageArray, ct).ConfigureAwait(false);
        return [.. from image in found ?? [] from name in image.RepoTags ?? [] select new ImageTag(name, image.Id)];
    }

    public async Task<ImageDetail?> ImageAsync(string reference, CancellationToken ct)
    {
        return await GetAsync($"images/{PathOf(reference)}/json", EngineContext.Default.InspectedImage, ct).ConfigureAwait(false) is { } image
            ? new(image.Id, image.Architecture ?? "", [.. image.RepoDigests ?? []], Labels(image.Config?.Labels))
            : null;
    }

    public Task<bool> TagAsync(string image, string name, CancellationToken ct)
    {
        var (repository, tag, _) = ImageReference.Parse(name);
        var query = $"repo={Uri.EscapeDataString(repository)}&tag={Uri.EscapeDataString(tag ?? "latest")}";
        return DoAsync("POST", $"images/{PathOf(image)}/tag?{query}", Bound, ct);
    }

    public Task<bool> UntagAsync(string name, CancellationToken ct) => DoAsync("DELETE", $"images/{PathOf(name)}", Bound, ct);

    public Task<bool> StopAsync(string id, int grace, CancellationToken ct)
    {
        var seconds = GracePeriod.Seconds(grace);
        return DoAsync(
            "POST", string.Create(CultureInfo.InvariantCulture, $"containers/{Uri.EscapeDataString(id)}/stop?t={seconds}"), TimeSpan.FromSeconds(seconds + 30), ct);
    }

    public async Task<string?> StartAsync(string id, CancellationToken ct)
    {
        try
        {
            return await AnswerAsync("POST", $"containers/{Uri.EscapeDataString(id)}/start", _ => Task.CompletedTask, Bound, ct).ConfigureAwait(false) ? null : "it is gone";
        }
        catch (EngineRefusedException refused)
        {
            return refused.Message;
        }
    }

    public Task<bool> RemoveContainerAsync(string id, CancellationToken ct) => DoAsync("DELETE", $"containers/{Uri.EscapeDataString(id)}?force=true", Bound, ct);

    public Task<bool> RenameAsync(string id, string name, CancellationToken ct) =>
        DoAsync("POST", $"containers/{Uri.EscapeDataString(id)}/rename?name={Uri.EscapeDataString(name)}", Bound, ct);

    public async Task<ImmutableArray<ContainerEvent>> EventsAsync(
        DateTimeOffset since, DateTimeOffset until, CancellationToken ct, params ImmutableArray<(string Name, string Value)> filters)
    {
        var path = string.Create(
            CultureInfo.InvariantCulture,
            $"events?since={since.ToUnixTimeMilliseconds() / 1000.0}&until={until.ToUnixTimeMilliseconds() / 1000.0}&filters={Encoded(filters)}");
        var events = ImmutableArray.CreateBuilder<ContainerEvent>();
        await AnswerAsync("GET", path, async call =>
        {
            // One object after another, without anything between them.
            await foreach (var one in JsonSerializer.DeserializeAsyncEnumerable(call.Body, EngineContext.Default.Event, topLevelValues: true, ct).ConfigureAwait(false))
            {
                events.Add(EventOf(one ?? new(null, null, 0)));
            }
        }, Bound, ct).ConfigureAwait(false);
        return events.ToImmutable();
    }

    public async Task<ImmutableArray<NetworkSummary>> NetworksAsync(CancellationToken ct, params ImmutableArray<(string Name, string Value)> filters) =>
        [.. (await GetAsync($"networks?filters={Encoded(filters)}", EngineContext.Default.NetworkSummaryArray, ct).ConfigureAwait(false) ?? []).Select(network => new NetworkSummary(network.Name, network.Id)
        {
            Labels = Labels(network.Labels),
            Driver = network.Driver ?? "",
            IsInternal = network.Internal,
            Subnets = [.. (network.Ipam?.Config ?? []).Select(config => config.Subnet).OfType<string>()],
        })];

    public Task<bool> RemoveNetworkAsync(string id, CancellationToken ct) => DoAsync("DELETE", $"networks/{Uri.EscapeDataString(id)}", Bound, ct);

    public async Task<ImmutableArray<VolumeSummary>> VolumesAsync(CancellationToken ct, params ImmutableArray<(string Name, string Value)> filters) =>
    [
        .. ((await GetAsync($"volumes?filters={Encoded(filters)}", EngineContext.Default.VolumeList, ct).ConfigureAwait(false))?.Volumes ?? [])
            .Select(volume => new VolumeSummary(volume.Name, Labels(volume.Labels))
            {
                Driver = volume.Driver ?? "",
                CreatedAt = volume.CreatedAt ?? "",
                Mountpoint = volume.Mountpoint ?? "",
                Options = Labels(volume.Options),
            }),
    ];

    // Podman's service tells who it is in each answer (seen with 4.3.1); a question for versions would cost two processes more.
    private static async Task<EngineInfo> AskAsync(CancellationToken ct)
    {
        EngineJson.Info? info = null;
        var server = "";
        await AnswerAsync("GET", "info", async call =>
        {
            server = call.Server;
            info = await JsonSerializer.DeserializeAsync(call.Body, EngineContext.Default.Info, ct).ConfigureAwait(false);
        }, Bound, ct).ConfigureAwait(false);
        return info is null
            ? throw new DockerSilentException("The Docker Engine says nothing of itself.")
            : new(
                info.ServerVersion ?? "",
                info.Driver ?? "",
                info.DriverStatus?.Any(pair => pair.Contains("io.containerd.snapshotter.v1")) ?? false,
                info.SecurityOptions?.Contains("name=rootless") ?? false,
                server.StartsWith("Libpod/", StringComparison.OrdinalIgnoreCase),
                info.DockerRootDir ?? "")
            {
                Id = info.Id ?? "",
            };
    }

    private static ContainerEvent EventOf(EngineJson.Event one)
    {
        var words = one.Actor?.Attributes ?? [];
        return new(one.Action ?? "", one.Actor?.ID ?? "", words.GetValueOrDefault("signal", ""))
        {
            At = DateTimeOffset.UnixEpoch.AddTicks(one.TimeNano / TimeSpan.NanosecondsPerTick),
            Service = words.GetValueOrDefault(ComposeLabels.OneOff) == "True" ? "" : words.GetValueOrDefault(ComposeLabels.Service, ""),
        };
    }

    private static ContainerDetail Detail(EngineJson.Inspected one)
    {
        var labels = Labels(one.Config.Labels);
        ContainerState state = new(
            one.Id,
            (one.Name ?? "").TrimStart('/'),
            labels.GetValueOrDefault(ComposeLabels.Service, ""),
            one.Image ?? "",
            one.State.Status ?? "",
            one.State.ExitCode,
            one.State.Error ?? "",
            DateTimeOffset.TryParse(one.State.StartedAt, CultureInfo.InvariantCulture, out var at) ? at : Never,
            one.RestartCount,
            one.HostConfig?.RestartPolicy?.Name ?? "",
            one.State.Health?.Status ?? "",
            one.Config.Image ?? "",
            labels.GetValueOrDefault(ComposeLabels.OneOff) == "True",
            labels.GetValueOrDefault(ComposeLabels.ConfigHash, ""))
        {
            Ports = [.. Published(one.NetworkSettings?.Ports ?? [])],
            StopTimeout = one.Config.StopTimeout ?? 10,
            FinishedAt = DateTimeOffset.TryParse(one.State.FinishedAt, CultureInfo.InvariantCulture, out var ended) && ended > Never ? ended : null,
        };
        return new(
            state,
            labels,
            [.. one.Config.Env ?? []],
            one.State.Health?.Log?.LastOrDefault()?.Output ?? "",
            [.. (one.Mounts ?? []).Select(mount => new ContainerMount(mount.Type ?? "", (mount.Type == "volume" ? mount.Name : mount.Source) ?? "", mount.Destination ?? ""))])
        {
            Networks = [.. (one.NetworkSettings?.Networks ?? []).Select(network => new NetworkSummary(network.Key, network.Value?.NetworkID ?? "") { Aliases = [.. network.Value?.Aliases ?? []] })],
        };
    }

    private static IEnumerable<string> Published(Dictionary<string, EngineJson.Binding[]?> ports) =>
        from port in ports from binding in port.Value ?? [] select $"{binding.HostIp}:{binding.HostPort}->{port.Key}";

    private static ImmutableDictionary<string, string> Labels(Dictionary<string, string>? labels) =>
        labels?.ToImmutableDictionary() ?? ImmutableDictionary<string, string>.Empty;

    private static string Encoded(ImmutableArray<(string Name, string Value)> filters) => Uri.EscapeDataString(JsonSerializer.Serialize(
        filters.GroupBy(filter => filter.Name).ToDictionary(group => group.Key, group => group.Select(filter => filter.Value).ToArray()),
        EngineContext.Default.DictionaryStringStringArray));

    // Null for what is not there.
    private static async Task<T?> GetAsync<T>(string path, JsonTypeInfo<T> info, CancellationToken ct)
        where T : class
    {
        T? answer = null;
        await AnswerAsync("GET", path, async call => answer = await JsonSerializer.DeserializeAsync(call.Body, info, ct).ConfigureAwait(false), Bound, ct).ConfigureAwait(false);
        return answer;
    }

    // False where Docker refuses for a reason that lies in what is asked: it is gone, in use, or taken.
    private static async Task<bool> DoAsync(string method, string path, TimeSpan bound, CancellationToken ct)
    {
        try
        {
            return await AnswerAsync(method, path, _ => Task.CompletedTask, bound, ct).ConfigureAwait(false);
        }
        catch (EngineRefusedException)
        {
            return false;
        }
    }

    // False for what is not there.
    private static async Task<bool> AnswerAsync(string method, string path, Func<EngineCall, Task> read, TimeSpan bound, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(bound);
        try
        {
            await using var call = await EngineCall.SendAsync(method, path, limit.Token).ConfigureAwait(false);
            if (call.Status == NotFound)
            {
                return false;
            }

            if (call.Status is >= 200 and < 300 or NotModified)
            {
                await read(call).WaitAsync(limit.Token).ConfigureAwait(false);
                return true;
            }

            var refusal = await JsonSerializer.DeserializeAsync(call.Body, EngineContext.Default.Refusal, limit.Token).ConfigureAwait(false);
            throw new EngineRefusedException($"The Docker Engine refuses: {refusal?.Message ?? $"HTTP {call.Status}"}");
        }
        catch (Exception error) when (error is IOException or SocketException or JsonException || (error is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new DockerSilentException($"The Docker Engine does not answer: {error.Message}", error);
        }
    }

    // A name's slashes are part of the path; nothing of it may be another question.
    private static string PathOf(string reference) => string.Join('/', reference.Split('/').Select(Uri.EscapeDataString));
}

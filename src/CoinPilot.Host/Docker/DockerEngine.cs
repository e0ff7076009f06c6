using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CoinPilot.Hosts;

namespace CoinPilot.Agent.Docker;

/// <summary>The Engine by its API over its socket; each question is bounded.</summary>
public sealed class DockerEngine : IDocker, IDisposable
{
    private const string SocketPath = "/run/docker.sock";

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    // What Docker prints for a time that it does not know.
    private static readonly DateTimeOffset Never = new(1, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly HttpClient client = new(new SocketsHttpHandler { ConnectCallback = ConnectAsync, UseProxy = false })
    {
        BaseAddress = new("http://docker/"),
        Timeout = Bound,
    };

    public async Task<EngineInfo?> InfoAsync(CancellationToken ct)
    {
        try
        {
            var version = GetAsync("version", EngineContext.Default.Version, ct);
            var info = await GetAsync("info", EngineContext.Default.Info, ct).ConfigureAwait(false) ?? throw new DockerSilentException("The Docker Engine says nothing of itself.");
            return new(
                info.ServerVersion ?? "",
                info.Driver ?? "",
                info.DriverStatus?.Any(pair => pair.Contains("io.containerd.snapshotter.v1")) ?? false,
                info.SecurityOptions?.Contains("name=rootless") ?? false,
                (await version.ConfigureAwait(false))?.Components?.Any(component => component.Name.Contains("Podman", StringComparison.OrdinalIgnoreCase)) ?? false,
                info.DockerRootDir ?? "");
        }
        catch (DockerSilentException)
        {
            return null;
        }
    }

    public async Task<ImmutableArray<ContainerSummary>> ContainersAsync(bool all, CancellationToken ct, params ImmutableArray<(string Name, string Value)> filters)
    {
        var found = await GetAsync($"containers/json?all={(all ? "true" : "false")}&filters={Encoded(filters)}", EngineContext.Default.ContainerArray, ct).ConfigureAwait(false);
        return
        [
            .. (found ?? []).Select(one => new ContainerSummary(
                one.Id, one.Names?.FirstOrDefault()?.TrimStart('/') ?? "", one.State ?? "", Labels(one.Labels))),
        ];
    }

    public async Task<ContainerDetail?> ContainerAsync(string id, CancellationToken ct) =>
        await GetAsync($"containers/{Uri.EscapeDataString(id)}/json", EngineContext.Default.Inspected, ct).ConfigureAwait(false) is { } one ? Detail(one) : null;

    public async Task<ImmutableArray<ImageTag>> TagsAsync(ImmutableArray<string> references, CancellationToken ct)
    {
        var found = await GetAsync($"images/json?filters={Encoded([.. references.Select(reference => ("reference", reference))])}", EngineContext.Default.ImageArray, ct).ConfigureAwait(false);
        return [.. from image in found ?? [] from name in image.RepoTags ?? [] select new ImageTag(name, image.Id)];
    }

    public async Task<ImageDetail?> ImageAsync(string reference, CancellationToken ct)
    {
        // A name's slashes are part of the path; nothing of it may be another question.
        var path = string.Join('/', reference.Split('/').Select(Uri.EscapeDataString));
        return await GetAsync($"images/{path}/json", EngineContext.Default.InspectedImage, ct).ConfigureAwait(false) is { } image
            ? new(image.Id, image.Architecture ?? "", [.. image.RepoDigests ?? []], Labels(image.Config?.Labels))
            : null;
    }

    public void Dispose() => client.Dispose();

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
        };
        return new(
            state,
            labels,
            [.. one.Config.Env ?? []],
            one.State.Health?.Log?.LastOrDefault()?.Output ?? "",
            [.. (one.Mounts ?? []).Select(mount => new ContainerMount(mount.Type ?? "", (mount.Type == "volume" ? mount.Name : mount.Source) ?? "", mount.Destination ?? ""))]);
    }

    private static IEnumerable<string> Published(Dictionary<string, EngineJson.Binding[]?> ports) =>
        from port in ports from binding in port.Value ?? [] select $"{binding.HostIp}:{binding.HostPort}->{port.Key}";

    private static ImmutableDictionary<string, string> Labels(Dictionary<string, string>? labels) =>
        labels?.ToImmutableDictionary() ?? ImmutableDictionary<string, string>.Empty;

    private static string Encoded(ImmutableArray<(string Name, string Value)> filters) => Uri.EscapeDataString(JsonSerializer.Serialize(
        filters.GroupBy(filter => filter.Name).ToDictionary(group => group.Key, group => group.Select(filter => filter.Value).ToArray()),
        EngineContext.Default.DictionaryStringStringArray));

    // Null for what is not there.
    private async Task<T?> GetAsync<T>(string path, JsonTypeInfo<T> info, CancellationToken ct)
        where T : class
    {
        try
        {
            using var response = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, ct).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.NotFound)
            {
                return null;
            }

            await using var body = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                var refusal = await JsonSerializer.DeserializeAsync(body, EngineContext.Default.Refusal, ct).ConfigureAwait(false);
                throw new DockerSilentException($"The Docker Engine refuses: {refusal?.Message ?? response.ReasonPhrase}");
            }

            return await JsonSerializer.DeserializeAsync(body, info, ct).ConfigureAwait(false);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or JsonException || (error is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new DockerSilentException($"The Docker Engine does not answer: {error.Message}", error);
        }
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), ct).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

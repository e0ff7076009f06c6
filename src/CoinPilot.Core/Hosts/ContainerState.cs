using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace CoinPilot.Hosts;

/// <summary>One container of the stack as <c>docker inspect</c> describes it.</summary>
/// <param name="Reference">The name it was created from.</param>
/// <param name="ConfigHash">What Compose compares to decide whether to make it anew.</param>
/// <param name="IsOneOff">Made by <c>docker compose run</c>: somebody's errand, not the service.</param>
/// <param name="Status">created, running, restarting, paused, exited or dead.</param>
/// <param name="Image">The image id it runs, not a name.</param>
/// <param name="Health">starting, healthy, unhealthy; empty without a healthcheck.</param>
public sealed record ContainerState(
    string Id,
    string Name,
    string Service,
    string Image,
    string Status,
    int ExitCode,
    string Error,
    DateTimeOffset StartedAt,
    int RestartCount,
    string RestartPolicy,
    string Health,
    string Reference = "",
    bool IsOneOff = false,
    string ConfigHash = "")
{
    /// <summary>Published ports, as <c>address:port->port/protocol</c>.</summary>
    public ImmutableArray<string> Ports { get; init; } = [];

    /// <summary>How long it gets to stop: its own stop_grace_period; below 0, for ever.</summary>
    public int StopTimeout { get; init; } = 10;

    /// <summary>A task that is meant to end: it ended well and nothing restarts it.</summary>
    public bool IsFinishedOneShot =>
        Status == "exited" && ExitCode == 0 && (RestartPolicy is "" or "no" or "on-failure");

    /// <summary>The state that one JSON line of the host program describes. Throws <see cref="FormatException"/>.</summary>
    public static ContainerState Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return new(
                Text(root, "id"),
                Text(root, "name").TrimStart('/'),
                Text(root, "service"),
                Text(root, "image"),
                Text(root, "status"),
                Number(root, "exitCode"),
                Text(root, "error"),
                DateTimeOffset.TryParse(Text(root, "startedAt"), CultureInfo.InvariantCulture, out var at) ? at : default,
                Number(root, "restartCount"),
                Text(root, "restartPolicy"),
                Text(root, "health"),
                Text(root, "reference"),
                Text(root, "oneoff") == "True",
                Text(root, "configHash"))
            {
                Ports = [.. Published(root)],
                StopTimeout = root.TryGetProperty("stopTimeout", out var stop) && stop.ValueKind == JsonValueKind.Number && stop.TryGetInt32(out var seconds) ? seconds : 10,
            };
        }
        catch (JsonException error)
        {
            throw new FormatException($"The host described a container in an unknown form: {json}", error);
        }
    }

    private static string Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    // Docker's own form: {"80/tcp":[{"HostIp":"0.0.0.0","HostPort":"8080"}],"81/tcp":null}.
    private static IEnumerable<string> Published(JsonElement root) =>
        root.TryGetProperty("ports", out var ports) && ports.ValueKind == JsonValueKind.Object
            ? from port in ports.EnumerateObject()
              where port.Value.ValueKind == JsonValueKind.Array
              from binding in port.Value.EnumerateArray()
              select $"{Text(binding, "HostIp")}:{Text(binding, "HostPort")}->{port.Name}"
            : [];

    private static int Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.TryGetInt32(out var number) ? number : 0;
}

using System.Globalization;
using System.Text.Json;
using CoinPilot.Hosts;

namespace CoinPilot.Host.Shell;

/// <summary>The reading of a container's line of JSON.</summary>
public static class ShellContainer
{
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

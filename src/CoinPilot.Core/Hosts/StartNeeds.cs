using System.Collections.Immutable;
using System.Text.Json;

namespace CoinPilot.Hosts;

/// <summary>What a start needs, as Compose on the host reads the project; no value of the environment.</summary>
/// <param name="Files">Of configs and secrets.</param>
/// <param name="Contexts">Service and folder.</param>
/// <param name="Networks">External ones.</param>
public sealed record StartNeeds(
    string Project,
    ImmutableArray<NeededMount> Mounts,
    ImmutableArray<string> Files,
    ImmutableArray<KeyValuePair<string, string>> Contexts,
    ImmutableArray<NeededVolume> Volumes,
    ImmutableArray<string> Networks)
{
    /// <summary>Service and reference, of services that name one.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Images { get; init; } = [];

    /// <summary>Service and os/architecture, of services that ask for one.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Platforms { get; init; } = [];

    /// <summary>Networks of the project, by the names that Docker has, with each subnet that the Compose file fixes.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Subnets { get; init; } = [];

    /// <summary>Networks that the project makes.</summary>
    public ImmutableArray<NeededNetwork> OwnNetworks { get; init; } = [];

    /// <summary>Service and network, by the name that Docker has; a service that shares somebody else's is left out.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Attached { get; init; } = [];

    /// <summary>Volumes and paths of the host that services mount, in the file's order.</summary>
    public ImmutableArray<ServiceMount> Data { get; init; } = [];

    /// <summary>Reads what <c>docker compose config --format json</c> says. Throws <see cref="FormatException"/>.</summary>
    public static StartNeeds Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return new(
                Text(root, "name"),
                [.. from service in Members(root, "services") from mount in Items(service.Value, "volumes") where Text(mount, "type") == "bind" select MountOf(service.Name, mount)],
                [.. Members(root, "configs").Concat(Members(root, "secrets")).Select(one => Text(one.Value, "file")).Where(file => file.Length > 0)],
                [
                    .. Members(root, "services").Select(service => KeyValuePair.Create(service.Name, service.Value.TryGetProperty("build", out var build) ? Text(build, "context") : ""))
                        .Where(pair => pair.Value.StartsWith('/')),
                ],
                [.. Members(root, "volumes").Select(volume => new NeededVolume(NameOf(volume), IsExternal(volume.Value))
                    {
                        Key = volume.Name,
                        Driver = Text(volume.Value, "driver"),
                        Options = string.Join(' ', Members(volume.Value, "driver_opts").Select(option => $"{option.Name}={Text(volume.Value.GetProperty("driver_opts"), option.Name)}").Order(StringComparer.Ordinal)),
                    })],
                [.. Members(root, "networks").Where(network => IsExternal(network.Value)).Select(NameOf)])
            {
                Images = Said(root, "image"),
                OwnNetworks =
                [
                    .. from network in Members(root, "networks")
                       where !IsExternal(network.Value)
                       select new NeededNetwork(NameOf(network), Text(network.Value, "driver"), IsTrue(network.Value, "internal"), string.Join(' ', SubnetsOf(network.Value).Order(StringComparer.Ordinal))),
                ],
                Attached =
                [
                    .. from service in Members(root, "services")
                       where Text(service.Value, "network_mode").Length == 0
                       from network in Members(service.Value, "networks")
                       join known in Members(root, "networks").ToArray() on network.Name equals known.Name
                       select KeyValuePair.Create(service.Name, NameOf(known)),
                ],
                Data = [.. from service in Members(root, "services") from mount in Items(service.Value, "volumes") select DataOf(root, service.Name, mount) into data where data is not null select data],
                Platforms = Said(root, "platform"),
                Subnets =
                [
                    .. from network in Members(root, "networks")
                       where !IsExternal(network.Value)
                       from subnet in SubnetsOf(network.Value)
                       select KeyValuePair.Create(NameOf(network), subnet),
                ],
            };
        }
        catch (JsonException error)
        {
            throw new FormatException($"Compose describes the project in an unknown form: {error.Message}", error);
        }
    }

    private static ImmutableArray<KeyValuePair<string, string>> Said(JsonElement root, string key) =>
        [.. Members(root, "services").Select(service => KeyValuePair.Create(service.Name, Text(service.Value, key))).Where(pair => pair.Value.Length > 0)];

    private static NeededMount MountOf(string service, JsonElement mount) => new(
        service,
        Text(mount, "source"),
        mount.TryGetProperty("bind", out var bind) && bind.ValueKind == JsonValueKind.Object && bind.TryGetProperty("create_host_path", out var made) ? made.ValueKind != JsonValueKind.False : null);

    // A volume is named by its key in the file.
    private static ServiceMount? DataOf(JsonElement root, string service, JsonElement mount)
    {
        var (source, destination) = (Text(mount, "source"), Text(mount, "target") is ['/', _, ..] target ? target.TrimEnd('/') : Text(mount, "target"));
        return Text(mount, "type") switch
        {
            "bind" => new(service, destination, MountKind.Bind, source),
            "volume" => Members(root, "volumes").Where(volume => volume.Name == source).Select(volume => new ServiceMount(service, destination, MountKind.Volume, NameOf(volume))
            {
                Key = volume.Name,
                IsExternal = IsExternal(volume.Value),
            }).FirstOrDefault(new ServiceMount(service, destination, MountKind.Volume, source)),
            _ => null,
        };
    }

    private static string NameOf(JsonProperty one) => Text(one.Value, "name") is { Length: > 0 } name ? name : one.Name;

    private static IEnumerable<string> SubnetsOf(JsonElement network) =>
        network.ValueKind == JsonValueKind.Object && network.TryGetProperty("ipam", out var ipam)
            ? Items(ipam, "config").Select(config => Text(config, "subnet")).Where(subnet => subnet.Length > 0)
            : [];

    private static bool IsExternal(JsonElement element) => IsTrue(element, "external");

    private static bool IsTrue(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.True;

    private static JsonElement.ObjectEnumerator Members(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var members) && members.ValueKind == JsonValueKind.Object ? members.EnumerateObject() : default;

    private static JsonElement.ArrayEnumerator Items(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : default;

    // Compose doubles the dollars of what it prints.
    private static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!.Replace("$$", "$", StringComparison.Ordinal)
            : "";
}

/// <summary>A path of the host that a service mounts.</summary>
/// <param name="IsMade">Docker makes a folder where nothing is; null where Compose does not say.</param>
public sealed record NeededMount(string Service, string Path, bool? IsMade);

public sealed record NeededVolume(string Name, bool IsExternal)
{
    /// <summary>What the Compose file calls it.</summary>
    public string Key { get; init; } = Name;

    /// <summary>Empty for Docker's own.</summary>
    public string Driver { get; init; } = "";

    /// <summary>Of the driver: <c>key=value</c>, in order, with spaces between.</summary>
    public string Options { get; init; } = "";
}

/// <summary>A network that a project makes.</summary>
/// <param name="Driver">Empty for Docker's own.</param>
/// <param name="Subnets">Those that are fixed, in order, with spaces between.</param>
public sealed record NeededNetwork(string Name, string Driver, bool IsInternal, string Subnets);

using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace CoinPilot.Planning;

/// <summary>A project as Compose on a host reads it: what <c>docker compose config --format json</c> says. It holds values of the environment, which never leave the host.</summary>
public sealed class HostProject
{
    private readonly JsonElement root;
    private readonly Lazy<ImmutableDictionary<ProjectPlace, string>> values;

    private HostProject(string json, JsonElement root)
    {
        Json = json;
        this.root = root;
        values = new(() => Leaves(root).ToImmutableDictionary(leaf => leaf.Place, leaf => leaf.Value));
    }

    /// <summary>Throws <see cref="FormatException"/> on what is no project.</summary>
    public static HostProject Parse(string json)
    {
        try
        {
            var root = JsonElement.Parse(json);
            return root.ValueKind == JsonValueKind.Object ? new(json, root) : throw new FormatException("Compose describes the project as something that is none.");
        }
        catch (JsonException error)
        {
            throw new FormatException($"Compose describes the project in an unknown form: {error.Message}", error);
        }
    }

    /// <summary>As Compose wrote it.</summary>
    public string Json { get; }

    /// <summary>Each value by its place, as Compose wrote it; an empty list or map is one too.</summary>
    public ImmutableDictionary<ProjectPlace, string> Values => values.Value;

    /// <summary>Service and image, as Compose says it; a service without one is left out.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Images =>
        [.. Services.Where(service => Text(service.Value, "image") is not null).Select(service => KeyValuePair.Create(service.Name, Text(service.Value, "image")!))];

    /// <summary>Services that take volumes from another container.</summary>
    public ImmutableArray<string> TakesVolumes =>
    [
        .. Services.Where(service => Member(service.Value, "volumes_from") is { ValueKind: JsonValueKind.Array } from && from.GetArrayLength() > 0).Select(service => service.Name),
    ];

    /// <summary>What a container of a service gets; a variable without a value is left out.</summary>
    public IEnumerable<KeyValuePair<string, string>> EnvironmentOf(string service) =>
        from variable in Services.Where(one => one.Name == service).SelectMany(one => Members(one.Value, "environment"))
        where variable.Value.ValueKind == JsonValueKind.String
        // Compose writes a dollar twice, so that it could be read again.
        select KeyValuePair.Create(variable.Name, variable.Value.GetString()!.Replace("$$", "$", StringComparison.Ordinal));

    private ImmutableArray<JsonProperty> Services => Members(root, "services");

    private static IEnumerable<(ProjectPlace Place, string Value)> Leaves(JsonElement root) => Leaves(root, []);

    private static IEnumerable<(ProjectPlace Place, string Value)> Leaves(JsonElement element, ImmutableArray<string> path)
    {
        var children = element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().Select(property => (Key: Key(property), property.Value)),
            JsonValueKind.Array => element.EnumerateArray().Select((item, index) => (Key: $"{index}", Value: item)),
            _ => [],
        };
        var isEmpty = true;
        foreach (var (key, value) in children)
        {
            isEmpty = false;
            foreach (var leaf in Leaves(value, path.Add(key)))
            {
                yield return leaf;
            }
        }

        if (isEmpty && path.Length > 0)
        {
            yield return (new(path[0], path.ElementAtOrDefault(1) ?? "-", string.Join('.', path.Skip(2))), element.GetRawText());
        }
    }

    // As it is written: a line's end in a key is two characters.
    private static string Key(JsonProperty property) => Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(property));

    private static ImmutableArray<JsonProperty> Members(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Object } map ? [.. map.EnumerateObject()] : [];

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : null;

    private static string? Text(JsonElement element, string name) => Member(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}

/// <summary>Where in a project a value stands.</summary>
/// <param name="Section">services, networks, …</param>
/// <param name="Name">Of the service, of the network, …; <c>-</c> for what the section itself is.</param>
/// <param name="Path">Keys and positions below that, with dots between them; empty for none.</param>
public readonly record struct ProjectPlace(string Section, string Name, string Path);

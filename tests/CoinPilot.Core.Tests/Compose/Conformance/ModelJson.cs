using System.Text.Json.Nodes;

namespace CoinPilot.Compose.Conformance;

/// <summary>A project in the shape of `docker compose config --format json`, with the fields that a deployment uses.</summary>
internal static class ModelJson
{
    public static JsonObject Of(ComposeProject project) => new()
    {
        ["name"] = project.Name,
        ["services"] = Map(project.Services, s => s.Name, Service),
        ["networks"] = Map(project.Networks, n => n.Key, Resource),
        ["volumes"] = Map(project.Volumes, v => v.Key, Resource),
        ["secrets"] = Map(project.Secrets, s => s.Key, FileObject),
        ["configs"] = Map(project.Configs, c => c.Key, FileObject),
    };

    private static JsonObject Service(ComposeService service) => new()
    {
        ["image"] = service.Image,
        ["build"] = service.Build is { } build ? Build(build) : null,
        ["container_name"] = service.ContainerName,
        ["ports"] = List(service.Ports, Port),
        ["volumes"] = List(service.Volumes, Mount),
        ["depends_on"] = Map(service.DependsOn, d => d.Service, d => new JsonObject { ["condition"] = d.Condition, ["required"] = d.Required, ["restart"] = d.Restart }),
        ["healthcheck"] = service.Healthcheck is { } health ? Healthcheck(health) : null,
        ["environment"] = Map(service.Environment, e => e.Key, e => e.Value),
        ["labels"] = Map(service.Labels, e => e.Key, e => e.Value),
        ["profiles"] = List(service.Profiles, p => p),
        ["networks"] = Map(service.Networks, n => n.Network, n => Options(n.Options)),
        ["network_mode"] = service.NetworkMode,
        ["secrets"] = List(service.Secrets, Reference),
        ["configs"] = List(service.Configs, Reference),
        ["restart"] = service.Restart,
        ["platform"] = service.Platform,
        ["pull_policy"] = service.PullPolicy,
        ["stop_grace_period"] = service.StopGracePeriod?.ToString(),
    };

    private static JsonObject Build(ComposeBuild build) => With(
        new()
        {
            ["context"] = build.Context.Resolved,
            ["dockerfile"] = build.Dockerfile,
            ["dockerfile_inline"] = build.DockerfileInline,
            ["target"] = build.Target,
            ["tags"] = List(build.Tags, t => t),
            ["args"] = Map(build.Args, a => a.Key, a => a.Value),
            ["additional_contexts"] = Map(build.AdditionalContexts, c => c.Key, c => c.Value.Resolved),
        },
        [.. build.Options.Select(o => o.Key == "ssh" ? Flat(o) : o)]);

    /// <summary>Compose prints SSH keys as a list.</summary>
    private static ComposeOption Flat(ComposeOption ssh) => ssh with
    {
        IsList = true,
        Children = [.. ssh.Children.Select(k => new ComposeOption("", k.Value is { Length: > 0 } path ? $"{k.Key}={path}" : k.Key, [], IsText: true))],
    };

    private static JsonObject Port(ComposePort port) => new()
    {
        ["name"] = port.Name,
        ["mode"] = port.Mode,
        ["host_ip"] = port.HostIp,
        ["target"] = port.Target,
        ["published"] = port.Published,
        ["protocol"] = port.Protocol,
        ["app_protocol"] = port.AppProtocol,
    };

    private static JsonObject Mount(ComposeMount mount) =>
        With(new() { ["type"] = mount.Type, ["source"] = mount.Source?.Resolved, ["target"] = mount.Target }, [.. mount.Options]);

    private static JsonObject Healthcheck(ComposeHealthcheck health) => new()
    {
        ["test"] = List(health.Test, t => t),
        ["interval"] = health.Interval?.ToString(),
        ["timeout"] = health.Timeout?.ToString(),
        ["retries"] = health.Retries,
        ["start_period"] = health.StartPeriod?.ToString(),
        ["start_interval"] = health.StartInterval?.ToString(),
        ["disable"] = health.Disabled,
    };

    private static JsonObject Reference(ComposeFileReference use) => new()
    {
        ["source"] = use.Source,
        ["target"] = use.Target,
        ["uid"] = use.Uid,
        ["gid"] = use.Gid,
        ["mode"] = use.Mode,
    };

    private static JsonObject Resource(ComposeResource resource) =>
        With(new() { ["name"] = resource.Name, ["external"] = resource.External }, [.. resource.Options]);

    private static JsonObject FileObject(ComposeFileObject item) => With(
        new()
        {
            ["name"] = item.Name,
            ["external"] = item.External,
            ["file"] = item.File?.Resolved,
            ["environment"] = item.Environment,
            ["content"] = item.Content,
        },
        [.. item.Options]);

    private static JsonObject With(JsonObject json, ComposeOption[] options)
    {
        foreach (var option in options)
        {
            json[option.Key] = Value(option);
        }
        return json;
    }

    private static JsonObject Options(IEnumerable<ComposeOption> options) => With([], [.. options]);

    private static JsonNode? Value(ComposeOption option) =>
        option.IsList ? new JsonArray([.. option.Children.Select(Value)])
        : option.Value is null ? option.IsText ? null : Options(option.Children)
        : option.IsText ? JsonValue.Create(option.Value)
        : option.Value is "true" or "false" ? JsonValue.Create(option.Value == "true")
        : JsonNode.Parse(option.Value);

    private static JsonArray List<T>(IEnumerable<T> items, Func<T, JsonNode?> each) => new([.. items.Select(each)]);

    private static JsonObject Map<T>(IEnumerable<T> items, Func<T, string> key, Func<T, JsonNode?> value) =>
        new(items.Select(i => KeyValuePair.Create(key(i), value(i))));
}

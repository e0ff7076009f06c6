using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Compose.Checks;
using CoinPilot.Compose.Merging;
using CoinPilot.Compose.Schema;
using CoinPilot.Compose.Values;
using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose;

/// <summary>Turns the checked tree into the model.</summary>
internal static class ModelBuilder
{
    public static ImmutableArray<ComposeResource> Resources(YamlMap root, string section) =>
    [
        .. root.Section(section).Select(s => new ComposeResource(
            s.Name, s.Map.Text("name") ?? s.Name, s.Map["name"] is { At.Line: > 0 }, s.Map.IsTrue("external"), s.At.ToLocation())
        {
            Options = OptionBuilder.Of(s.Map, FileSchema.File.Keys[section].Others!, "name", "external"),
        }),
    ];

    public static ImmutableArray<ComposeFileObject> FileObjects(YamlMap root, string section) =>
    [
        .. root.Section(section).Select(s => new ComposeFileObject(
            s.Name, s.Map.Text("name") ?? s.Name, s.Map.IsTrue("external"), Path(s.Map["file"]), s.Map.Text("environment"), s.Map.Text("content"), s.At.ToLocation())
        {
            Options = OptionBuilder.Of(s.Map, FileSchema.File.Keys[section].Others!, "name", "external", "file", "environment", "content"),
        }),
    ];

    public static ComposeService Service(ServiceView view, ImmutableDictionary<string, string?> environment, ImmutableDictionary<string, string> labels)
    {
        var map = view.Map;
        var extension = StackExtension.OfService(map);
        return new ComposeService(view.Name, view.At.ToLocation())
        {
            Image = map.Text("image") is { Length: > 0 } image ? image : null,
            Build = map.Map("build") is { } build ? Build(build) : null,
            ContainerName = map.Text("container_name"),
            Entrypoint = Words(map["entrypoint"]),
            Command = Words(map["command"]),
            WorkingDirectory = map.Text("working_dir"),
            Ports = [.. map.List("ports").OfType<YamlMap>().Select(Port)],
            Volumes = [.. map.List("volumes").OfType<YamlMap>().Select(Mount)],
            DependsOn = [.. (map.Map("depends_on")?.Entries ?? []).Where(e => e.Value is YamlMap).Select(Dependency)],
            Healthcheck = map.Map("healthcheck") is { } health ? Healthcheck(health) : null,
            Restart = map.Text("restart"),
            EnvFiles = [.. map.List("env_file").OfType<YamlMap>().Select(EnvFile)],
            Environment = environment,
            Literals = Literals(map.Map("environment")),
            Networks = [.. (map.Map("networks")?.Entries ?? []).Select(e => new ComposeAttachment(e.Key, OptionBuilder.Of(e.Value as YamlMap, ListedSchema.Networks.Others!)))],
            NetworkMode = map.Text("network_mode"),
            Profiles = Texts(map["profiles"]),
            PullPolicy = map.Text("pull_policy") is "if_not_present" ? "missing" : map.Text("pull_policy"),
            StopGracePeriod = Duration(map["stop_grace_period"]),
            Platform = map.Text("platform"),
            Replicas = Number(map["scale"]) ?? Number(map.Map("deploy")?["replicas"]) ?? 1,
            Configs = [.. map.List("configs").OfType<YamlMap>().Select(Reference)],
            Secrets = [.. map.List("secrets").OfType<YamlMap>().Select(Reference)],
            Logging = map.Map("logging") is { } logging
                ? new(logging.Text("driver"), Pairs(logging.Map("options")).ToImmutableDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal))
                : null,
            Gate = extension.Gate,
            Probe = extension.Probe,
            OncePerRelease = extension.OncePerRelease,
            Update = extension.Update == ComposeUpdate.Default ? extension.Update : extension.Update with { Keys = KeysOf(map) },
            Shares = [.. Shared(map)],
            Labels = labels.SetItems(Labels(map["labels"])),
            Allowed = extension.Allowed,
            ExtensionFaults = extension.Faults,
        };
    }

    private static ImmutableDictionary<string, SourceLocation> KeysOf(YamlMap map) =>
        map.Entries.Where(entry => entry.Value is not YamlScalar { Kind: ScalarKind.Null } and not YamlList { Items: [] } and not YamlMap { Count: 0 })
            .ToImmutableDictionary(entry => entry.Key, entry => entry.KeyAt.ToLocation(), StringComparer.Ordinal);

    private static IEnumerable<(string Key, string With)> Shared(YamlMap map) =>
        from key in (string[])["network_mode", "pid", "ipc"]
        let words = (map.Text(key) ?? "").Split(':', 2)
        where words is ["service" or "container", _]
        select (key, words[0] == "service" ? words[1] : "");

    private static ImmutableDictionary<string, SourceLocation> Literals(YamlMap? map) =>
        (map?.Entries ?? []).Where(e => e.Value is YamlScalar { IsLiteral: true, Kind: not ScalarKind.Null })
            .ToImmutableDictionary(e => e.Key, e => e.Value.At.ToLocation(), StringComparer.Ordinal);

    private static ComposeBuild Build(YamlMap map) => new(Path(map["context"]) ?? new(".", "."), Paths.IsRemote(map.Text("context") ?? ""), map.At.ToLocation())
    {
        Dockerfile = map.Text("dockerfile"),
        DockerfileInline = map.Text("dockerfile_inline"),
        Target = map.Text("target"),
        Tags = Texts(map["tags"]),
        Args = Pairs(map["args"]).ToImmutableDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal),
        Literals = Literals(map.Map("args")),
        AdditionalContexts = (map.Map("additional_contexts")?.Entries ?? [])
            .ToImmutableDictionary(e => e.Key, e => Path(e.Value) ?? new("", ""), StringComparer.Ordinal),
        Options = OptionBuilder.Of(map, BuildSchema.Build, "context", "dockerfile", "dockerfile_inline", "target", "tags", "args", "additional_contexts"),
    };

    private static ComposePort Port(YamlMap map) => new(
        map.Text("host_ip"), map.Text("published") is { Length: > 0 } published ? published : null,
        Number(map["target"]) ?? 0, map.Text("protocol") ?? "tcp", map.At.ToLocation())
    {
        Mode = map.Text("mode") ?? "ingress",
        Name = map.Text("name"),
        AppProtocol = map.Text("app_protocol"),
    };

    private static ComposeMount Mount(YamlMap map) => new(
        map.Text("type") ?? "volume", Path(map["source"]), map.Text("target") ?? "", map.IsTrue("read_only"), map.At.ToLocation())
    {
        Options = OptionBuilder.Of(map, ListedSchema.Volumes.Items!, "type", "source", "target"),
    };

    private static ComposeDependency Dependency(YamlEntry entry)
    {
        var map = (YamlMap)entry.Value;
        return new(entry.Key, map.Text("condition") ?? "service_started", !IsFalse(map["required"]),
            map.Text("restart") is { } restart && Variables.TextCast.Bool(restart) == true, entry.KeyAt.ToLocation());
    }

    private static bool IsFalse(YamlNode? node) => node.Text() is { } text && Variables.TextCast.Bool(text) == false;

    private static ComposeHealthcheck Healthcheck(YamlMap map)
    {
        ImmutableArray<string> test = map["test"] is YamlScalar { Kind: not ScalarKind.Null } text ? ["CMD-SHELL", text.Text] : Texts(map["test"]);
        return new(map.At.ToLocation())
        {
            Test = test,
            Interval = Duration(map["interval"]),
            Timeout = Duration(map["timeout"]),
            Retries = Number(map["retries"]),
            StartPeriod = Duration(map["start_period"]),
            StartInterval = Duration(map["start_interval"]),
            Disabled = map.IsTrue("disable") || test is ["NONE", ..],
        };
    }

    private static ComposeEnvFile EnvFile(YamlMap map) =>
        new(Path(map["path"]) ?? new("", ""), !IsFalse(map["required"]), map.Text("format"), map.At.ToLocation());

    private static ComposeFileReference Reference(YamlMap map) =>
        new(map.Text("source") ?? "", map.Text("target"), map.Text("uid"), map.Text("gid"), Octal(map["mode"]));

    /// <summary>A file mode as Compose writes it, whether a number or a text gave it.</summary>
    private static string? Octal(YamlNode? node) => node is not YamlScalar { Kind: not ScalarKind.Null } scalar || scalar.IsUnknown() ? node.Text()
        : scalar.Kind == ScalarKind.Int && long.TryParse(scalar.Text, CultureInfo.InvariantCulture, out var number) ? "0" + Convert.ToString(number, 8)
        : "0" + (scalar.Text.TrimStart('+', '0') is { Length: > 0 } digits ? digits : "0");

    private static ComposePath? Path(YamlNode? node) =>
        node is YamlScalar { Kind: not ScalarKind.Null } scalar ? new(scalar.AsWritten ?? scalar.Text, scalar.Text) : null;

    private static TimeSpan? Duration(YamlNode? node) => node.Text() is { } text ? ComposeDuration.Parse(text) : null;

    private static int? Number(YamlNode? node) =>
        node is YamlScalar { Kind: ScalarKind.Int or ScalarKind.Float } scalar ? (int)Math.Clamp(scalar.Number, int.MinValue, int.MaxValue)
        : node is YamlScalar { Kind: ScalarKind.String } text && int.TryParse(text.Text, CultureInfo.InvariantCulture, out var value) ? value
        : null;

    private static ImmutableArray<string>? Words(YamlNode? node) => node switch
    {
        YamlList => Texts(node),
        YamlScalar { Kind: not ScalarKind.Null } scalar => [.. CommandWords.Split(scalar.Text) ?? []],
        _ => null,
    };

    private static ImmutableArray<string> Texts(YamlNode? node) => node switch
    {
        YamlList list => [.. list.Items.OfType<YamlScalar>().Select(s => s.Text)],
        YamlScalar { Kind: not ScalarKind.Null } scalar => [scalar.Text],
        _ => [],
    };

    private static ImmutableDictionary<string, string> Labels(YamlNode? node)
    {
        var labels = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in Pairs(node))
        {
            labels[key] = value ?? "";
        }
        return labels.ToImmutable();
    }

    private static IEnumerable<(string Key, string? Value)> Pairs(YamlNode? node) => node switch
    {
        YamlMap map => map.Entries.Select(e => (e.Key, e.Value.Text())),
        YamlList list => list.Items.OfType<YamlScalar>().Select(s => s.Text.Split('=', 2)).Select(p => (p[0], p.ElementAtOrDefault(1))),
        _ => [],
    };
}

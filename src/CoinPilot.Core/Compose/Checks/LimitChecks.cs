using CoinPilot.Compose.Values;
using CoinPilot.Compose.Variables;
using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose.Checks;

/// <summary>Two keys for one thing have one value.</summary>
internal static class LimitChecks
{
    public static readonly ComposeRule ScaleConflict = new("scale-conflict", Severity.Error, "`scale` and `deploy.replicas` agree.");
    public static readonly ComposeRule NegativeScale = new("scale-negative", Severity.Error, "A number of containers is not negative.");
    public static readonly ComposeRule NamedReplicas = new("container-name-replicas", Severity.Error, "A service with a container name has one container.");
    public static readonly ComposeRule ResourceConflict = new("resource-conflict", Severity.Error, "A limit of the service agrees with the one below `deploy.resources`.");

    public static void Scale(ProjectView project, ServiceView service, Findings findings)
    {
        var scale = Known(service.Map["scale"]);
        var replicas = Known(service.Map.Map("deploy")?["replicas"]);
        if (scale is not null && replicas is not null && scale.Number != replicas.Number)
        {
            findings.Report(ScaleConflict, scale.At, $"service '{service.Name}' has scale {scale.Text} and {replicas.Text} replicas", "keep one of them");
        }
        foreach (var count in new[] { scale, replicas })
        {
            if (count is { Number: < 0 } or { IsOverlong: true })
            {
                findings.Report(NegativeScale, count.At, $"service '{service.Name}' would have {count.Text} containers", count.IsOverlong ? "write a smaller number" : "write a number from 0 on");
            }
        }
        if ((scale ?? replicas) is { Number: > 1 } many && service.Map.Text("container_name") is { Length: > 0 } name)
        {
            findings.Report(NamedReplicas, many.At, $"{many.Text} containers of '{service.Name}' can't all be called '{name}'", "remove container_name, or run one");
        }
    }

    public static void Resources(ProjectView project, ServiceView service, Findings findings)
    {
        var resources = service.Map.Map("deploy")?.Map("resources");
        Compare("cpus", resources?.Map("limits"), "cpus", Number);
        Compare("mem_limit", resources?.Map("limits"), "memory", Bytes);
        Compare("mem_reservation", resources?.Map("reservations"), "memory", Bytes);
        Compare("pids_limit", resources?.Map("limits"), "pids", Number);

        void Compare(string key, YamlMap? section, string below, Func<YamlScalar?, double> read)
        {
            if (section is null || service.Map[key] is not YamlScalar own || own.IsUnknown() || section[below].IsUnknown() || read(own) == 0)
            {
                return;
            }
            var other = section[below] as YamlScalar;
            if (read(own) != read(other))
            {
                findings.Report(ResourceConflict, own.At, $"service '{service.Name}' has {key} {own.Text}, and {(other is null ? "none" : other.Text)} as {below} below deploy.resources",
                    "give both the same value, or keep one");
            }
        }
    }

    private static YamlScalar? Known(YamlNode? node) => node is YamlScalar { Kind: ScalarKind.Int or ScalarKind.Float } scalar ? scalar : null;

    private static double Number(YamlScalar? scalar) => scalar switch
    {
        null => 0,
        { Kind: ScalarKind.String } => (float)(TextCast.Float(scalar.Text) ?? 0),
        _ => (float)scalar.Number,
    };

    private static double Bytes(YamlScalar? scalar) => scalar switch
    {
        null => 0,
        { Kind: ScalarKind.String } => ByteSize.Parse(scalar.Text) ?? 0,
        { Kind: ScalarKind.Int } => scalar.Number,
        _ => 0,
    };
}

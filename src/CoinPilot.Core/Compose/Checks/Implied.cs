using CoinPilot.Compose.Forms;
using CoinPilot.Compose.Variables;
using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose.Checks;

/// <summary>What Compose adds by itself: the default network, dependencies by links and shared namespaces, values from outside, names.</summary>
internal static class Implied
{
    private static readonly string[] Namespaces = ["network_mode", "ipc", "pid", "uts", "cgroup"];

    public static void Apply(YamlMap root, string project, ComposeVariables variables)
    {
        var needsDefault = false;
        foreach (var (_, _, service) in root.Section("services"))
        {
            needsDefault |= Networks(service);
            Dependencies(service);
            Targets(service);
            Inherit(service, "environment", variables, keepUnset: true);
            if (service.Map("build") is { } build)
            {
                Build(build, variables);
            }
        }
        if (needsDefault)
        {
            DefaultNetwork(root);
        }
        foreach (var section in new[] { "networks", "volumes", "configs", "secrets" })
        {
            Names(root.Map(section), project);
        }
    }

    /// <summary>Whether the service uses the default network.</summary>
    private static bool Networks(YamlMap service)
    {
        if (service.Has("provider") || service.Has("network_mode"))
        {
            return false;
        }
        if (service["networks"] is YamlMap { Count: > 0 } given)
        {
            return given.Has("default");
        }
        var networks = new YamlMap(service.At);
        networks.Set("default", YamlScalar.Null(service.At));
        service.Set("networks", networks);
        return true;
    }

    private static void DefaultNetwork(YamlMap root)
    {
        if (root["networks"] is not YamlMap networks)
        {
            networks = new YamlMap(root.At);
            root.Set("networks", networks);
        }
        if (!networks.Has("default"))
        {
            networks.Set("default", YamlScalar.Null(root.At));
        }
    }

    private static void Dependencies(YamlMap service)
    {
        var dependsOn = service.Map("depends_on") ?? new YamlMap(service.At);
        foreach (var link in service.List("links").OfType<YamlScalar>())
        {
            var parts = link.Text.Split(':');
            Add(dependsOn, parts.Length == 2 ? parts[0] : link.Text, link.At, restart: true);
        }
        foreach (var key in Namespaces)
        {
            if (service[key] is YamlScalar shared && shared.Text.StartsWith("service:", StringComparison.Ordinal))
            {
                Add(dependsOn, shared.Text["service:".Length..], shared.At, restart: true);
            }
        }
        foreach (var from in service.List("volumes_from").OfType<YamlScalar>().Where(f => !f.Text.StartsWith("container:", StringComparison.Ordinal)))
        {
            Add(dependsOn, from.Text.Split(':')[0], from.At, restart: false);
        }
        if (dependsOn.Count > 0)
        {
            service.Set("depends_on", dependsOn);
        }
    }

    private static void Add(YamlMap dependsOn, string service, Mark at, bool restart)
    {
        if (!dependsOn.Has(service))
        {
            var dependency = new YamlMap(at);
            dependency.Set("restart", YamlScalar.Bool(at, restart));
            dependsOn.Set(service, at, DependsOnForm.WithDefaults(dependency));
        }
    }

    private static void Targets(YamlMap service)
    {
        foreach (var mount in service.List("volumes").OfType<YamlMap>())
        {
            if (mount["target"] is YamlScalar target)
            {
                mount.Set("target", new YamlScalar(target.At, target.Kind, GoPath.Clean(target.Text)) { IsPartlyUnknown = target.IsPartlyUnknown });
            }
        }
    }

    private static void Build(YamlMap build, ComposeVariables variables)
    {
        if (!build.Has("dockerfile") && !build.Has("dockerfile_inline"))
        {
            build.Set("dockerfile", YamlScalar.String(build.At, "Dockerfile"));
        }
        Inherit(build, "args", variables, keepUnset: false);
    }

    /// <summary>A key without a value takes the one that it has outside; the list form becomes a mapping.</summary>
    private static void Inherit(YamlMap owner, string key, ComposeVariables variables, bool keepUnset)
    {
        if (owner[key] is not { } given)
        {
            return;
        }
        var resolved = new YamlMap(given.At);
        foreach (var (name, at, value) in Entries(given))
        {
            if (value is not null)
            {
                resolved.Set(name, at, value);
                continue;
            }
            variables.NoteInherited(name, at);
            var outside = variables.Lookup(name);
            if (outside.State == VariableState.Set)
            {
                resolved.Set(name, at, new YamlScalar(at, ScalarKind.String, outside.Text) { IsLiteral = false });
            }
            else if (keepUnset)
            {
                resolved.Set(name, at, YamlScalar.Null(at));
            }
        }
        owner.Set(key, resolved);
    }

    private static IEnumerable<(string Name, Mark At, YamlNode? Value)> Entries(YamlNode node) => node switch
    {
        YamlMap map => map.Entries.Select(e => (e.Key, e.KeyAt, e.Value is YamlScalar { Kind: ScalarKind.Null } ? null : (YamlNode?)e.Value)),
        YamlList list => list.Items.OfType<YamlScalar>().Select(Entry),
        _ => [],
    };

    private static (string Name, Mark At, YamlNode? Value) Entry(YamlScalar item)
    {
        var equals = item.Text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0
            ? (item.Text, item.At, null)
            : (item.Text[..equals], item.At, new YamlScalar(item.At, ScalarKind.String, item.Text[(equals + 1)..])
            {
                IsPartlyUnknown = item.IsPartlyUnknown,
                IsLiteral = item.IsLiteral,
            });
    }

    private static void Names(YamlMap? section, string project)
    {
        for (var i = 0; i < (section?.Count ?? 0); i++)
        {
            var entry = section!.Entries[i];
            var item = entry.Value as YamlMap ?? new YamlMap(entry.Value.At);
            if (item["name"] is null or YamlScalar { Kind: ScalarKind.Null })
            {
                item.Set("name", entry.KeyAt, YamlScalar.String(default, item.IsTrue("external") ? entry.Key : $"{project}_{entry.Key}"));
            }
            section.SetAt(i, item);
        }
    }
}

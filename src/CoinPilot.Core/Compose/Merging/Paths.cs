using CoinPilot.Compose.Forms;
using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose.Merging;

/// <summary>Makes the paths of a tree absolute; a path keeps what was written beside it.</summary>
internal static class Paths
{
    private static readonly string[] Remote = ["https://", "http://", "git://", "ssh://", "github.com/", "git@"];

    public static void Resolve(YamlMap root, string folder, Findings findings)
    {
        foreach (var (_, _, service) in root.Section("services"))
        {
            if (service.Map("build") is { } build)
            {
                Set(build, "context", p => Context(p, folder));
                Each(build.Map("additional_contexts"), p => Context(p, folder));
            }
            foreach (var file in service.List("env_file").OfType<YamlMap>())
            {
                Set(file, "path", p => Absolute(p, folder));
            }
            if (service["label_file"] is YamlList labels)
            {
                for (var i = 0; i < labels.Items.Count; i++)
                {
                    labels.Items[i] = Rewritten(labels.Items[i], p => Absolute(p, folder));
                }
            }
            if (service.Map("extends") is { } extends)
            {
                Set(extends, "file", p => Absolute(p, folder));
            }
            foreach (var mount in service.List("volumes").OfType<YamlMap>().Where(m => m.Text("type") == "bind"))
            {
                Bind(mount, folder, findings);
            }
        }
        foreach (var (_, _, volume) in root.Section("volumes"))
        {
            if (volume.Text("driver") == "local" && volume.Map("driver_opts") is { } options && options.Text("o") == "bind")
            {
                Set(options, "device", p => MaybeWindows(p, folder));
            }
        }
        foreach (var section in new[] { "configs", "secrets" })
        {
            foreach (var (_, _, item) in root.Section(section))
            {
                Set(item, "file", p => MaybeWindows(p, folder));
            }
        }
    }

    private static void Bind(YamlMap mount, string folder, Findings findings)
    {
        if (!mount.Has("source"))
        {
            findings.Report(FormRules.BindSource, mount.At, "the bind mount has no source", "say what of the host appears there: `source: ./path`");
            mount.Set("source", YamlScalar.String(mount.At, "."));
        }
        Set(mount, "source", p => MaybeWindows(p, folder));
    }

    /// <summary>Absolute, or below the folder; `~` is the home of whoever runs Compose and stays.</summary>
    public static string Absolute(string path, string folder) =>
        path.Length == 0 || GoPath.IsAbsolute(path) || path[0] == '~' ? path : GoPath.Join(folder, path);

    public static bool IsRemote(string context) =>
        context.Contains("://", StringComparison.Ordinal) || context.StartsWith("service:", StringComparison.Ordinal)
        || Array.Exists(Remote, r => context.StartsWith(r, StringComparison.Ordinal));

    private static string Context(string path, string folder) => IsRemote(path) ? path : Absolute(path, folder);

    private static string MaybeWindows(string path, string folder) =>
        path.Length == 0 ? folder
        : (path.Length > 2 && path[1] == ':' && path[2] is '/' or '\\') || path.StartsWith(@"\\", StringComparison.Ordinal) ? path
        : Absolute(path, folder);

    private static void Each(YamlMap? map, Func<string, string> resolve)
    {
        for (var i = 0; i < (map?.Count ?? 0); i++)
        {
            map!.SetAt(i, Rewritten(map.Entries[i].Value, resolve));
        }
    }

    private static void Set(YamlMap map, string key, Func<string, string> resolve)
    {
        if (map[key] is { } node)
        {
            map.Set(key, Rewritten(node, resolve));
        }
    }

    private static YamlNode Rewritten(YamlNode node, Func<string, string> resolve) =>
        node is YamlScalar { Kind: ScalarKind.String } scalar && resolve(scalar.Text) is var path && path != scalar.Text
            ? new YamlScalar(scalar.At, ScalarKind.String, path)
            {
                IsPartlyUnknown = scalar.IsPartlyUnknown,
                AsWritten = scalar.AsWritten ?? scalar.Text,
            }
            : node;
}
